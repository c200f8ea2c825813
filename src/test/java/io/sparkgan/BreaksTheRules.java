package io.sparkgan;

import java.beans.XMLDecoder;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.net.URL;
import java.net.URLClassLoader;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import javax.script.ScriptEngineManager;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

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

  static Process startsAProcess() throws IOException {
    return new ProcessBuilder("true").start();
  }

  static Process startsACommand() throws IOException {
    return Runtime.getRuntime().exec(new String[] {"true"});
  }
}
