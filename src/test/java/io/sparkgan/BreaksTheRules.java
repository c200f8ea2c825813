package io.sparkgan;

import java.beans.XMLDecoder;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.function.Function;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import javax.script.ScriptEngineManager;
import org.apache.commons.lang3.SerializationUtils;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.rdd.RDD;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import scala.reflect.ClassTag$;

/** All that {@link ArchitectureTest} must find, a method each. */
final class BreaksTheRules {
  private BreaksTheRules() {}

  static Object readsAJavaObject(InputStream in) throws IOException, ClassNotFoundException {
    try (ObjectInputStream objects = new ObjectInputStream(in)) {
      return objects.readObject();
    }
  }

  static Object decodesXml(InputStream in) {
    try (XMLDecoder decoder = new XMLDecoder(in)) {
      return decoder.readObject();
    }
  }

  static Object runsAScript() {
    return new ScriptEngineManager().getEngineByName("a language");
  }

  @SuppressWarnings("BanJNDI") // The compiler's own rule against it, which is not the one on trial.
  static Object looksUpAName(String name) throws NamingException {
    return new InitialContext().lookup(name);
  }

  static Object loadsClasses(URL url) throws IOException, ClassNotFoundException {
    try (URLClassLoader loader = new URLClassLoader(new URL[] {url})) {
      return loader.loadClass("any");
    }
  }

  static MultiLayerNetwork readsAModel(File file) throws IOException {
    return ModelSerializer.restoreMultiLayerNetwork(file);
  }

  static MultiLayerNetwork loadsANetwork(File file) throws IOException {
    return MultiLayerNetwork.load(file, false);
  }

  static INDArray readsAnArray(InputStream in) throws IOException {
    return Nd4j.read(in);
  }

  static INDArray readsAnArrayOfBytes(byte[] bytes) {
    return Nd4j.fromByteArray(bytes);
  }

  static INDArray readsANumpyArray(File file) {
    return Nd4j.readNpy(file);
  }

  static Function<InputStream, INDArray> refersToAReaderOfArrays() {
    return Nd4j::read;
  }

  static MultiLayerConfiguration readsANetworksLayers(String json) {
    return MultiLayerConfiguration.fromJson(json);
  }

  static ComputationGraphConfiguration readsAGraph(String yaml) {
    return ComputationGraphConfiguration.fromYaml(yaml);
  }

  static Function<String, MultiLayerConfiguration> refersToAReaderOfTexts() {
    return MultiLayerConfiguration::fromYaml;
  }

  static JavaRDD<Object> readsObjectsByJavasSpark(JavaSparkContext context) {
    return context.objectFile("objects");
  }

  static RDD<Object> readsObjectsBySpark(SparkContext context) {
    return context.objectFile("objects", 1, ClassTag$.MODULE$.Object());
  }

  static Function<String, JavaRDD<Object>> refersToAReaderOfObjects(JavaSparkContext context) {
    return context::objectFile;
  }

  static Object copiesBySerialising(Serializable any) {
    return SerializationUtils.clone(any);
  }

  static Process startsAProcess() throws IOException {
    return new ProcessBuilder("true").start();
  }

  static Process startsACommand() throws IOException {
    return Runtime.getRuntime().exec(new String[] {"true"});
  }

  interface Start {
    Process of(String[] command) throws IOException;
  }

  static Start refersToACommand() {
    return Runtime.getRuntime()::exec;
  }
}
