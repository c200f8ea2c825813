package io.sparkgan.job;

import io.sparkgan.config.EnvironmentException;
import io.sparkgan.config.Settings;
import io.sparkgan.config.UserInputException;
import io.sparkgan.spark.Preflight;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Option;

/** Where the work is done. */
final class SparkOptions {
  private static final Pattern LOCAL =
      Pattern.compile("local(?:\\[(\\*|[1-9]\\d{0,4})(?:, *[1-9]\\d*)?])?");

  private static final Pattern CLUSTER =
      Pattern.compile("yarn|(?:spark|k8s|mesos)://.+|local-cluster\\[[\\d, ]+]");

  private static final String EXECUTOR_OPTIONS = "spark.executor.extraJavaOptions";

  @Option(
      names = "--master",
      paramLabel = "URL",
      description = "Spark master: local[N], spark://host:port, yarn (default: local[*])")
  private Optional<String> master = Optional.empty();

  @Option(
      names = "--deploy-mode",
      paramLabel = "MODE",
      description = "client: the driver runs here (default); cluster: on the cluster")
  private DeployMode deployMode = DeployMode.CLIENT;

  /** Where the driver runs. The job's script acts on it, before there is a driver. */
  enum DeployMode {
    CLIENT,
    CLUSTER
  }

  /**
   * The master: the option, else the configuration's, else spark-submit's, else this machine.
   *
   * @throws UserInputException if Spark knows no such master
   */
  String master(Map<String, String> sparkKeys) {
    String url =
        master
            .or(() -> Optional.ofNullable(sparkKeys.get("spark.master")))
            .orElseGet(() -> new SparkConf().get("spark.master", "local[*]"));
    if (!LOCAL.matcher(url).matches() && !CLUSTER.matcher(url).matches()) {
      throw new UserInputException(
          "--master: '%s' is not a Spark master; give local[N], spark://host:port, yarn or k8s://URL"
              .formatted(url));
    }
    if (deployMode == DeployMode.CLUSTER && LOCAL.matcher(url).matches()) {
      throw new UserInputException(
          "--deploy-mode: '%s' is no cluster; give --master spark://host:port, yarn or k8s://URL"
              .formatted(url));
    }
    return url;
  }

  /** The threads of a local master; empty on a cluster, whose size says nothing about workers. */
  OptionalInt threads(Map<String, String> sparkKeys) {
    Matcher local = LOCAL.matcher(master(sparkKeys));
    if (!local.matches()) {
      return OptionalInt.empty();
    }
    if (local.group(1) == null) {
      return OptionalInt.of(1);
    }
    return OptionalInt.of(
        local.group(1).equals("*")
            ? Runtime.getRuntime().availableProcessors()
            : Integer.parseInt(local.group(1)));
  }

  /** What file systems are reached with, the {@code spark.hadoop.} keys included. */
  Configuration hadoop(Map<String, String> sparkKeys) {
    return SparkHadoopUtil.get().newConfiguration(sparkConf(sparkKeys));
  }

  /** The tasks that one process runs at a time; empty where only its machine knows. */
  OptionalInt slots(Map<String, String> sparkKeys) {
    SparkConf conf = sparkConf(sparkKeys).setMaster(master(sparkKeys));
    return TaskSlots.of(conf, threads(sparkKeys));
  }

  /**
   * Starts Spark, with executors whose native memory is bounded.
   *
   * @throws EnvironmentException if the master does not take the application
   */
  SparkSession start(String name, Map<String, String> sparkKeys, NativeMemory memory) {
    SparkConf conf = sparkConf(sparkKeys).setMaster(master(sparkKeys)).setAppName(name);
    conf.set(EXECUTOR_OPTIONS, executorOptions(memory, conf.get(EXECUTOR_OPTIONS, "")));
    try {
      return SparkSession.builder().config(conf).getOrCreate();
    } catch (IllegalStateException e) {
      throw refused(master(sparkKeys), e);
    }
  }

  /**
   * Starts Spark and sees whether its executors can train.
   *
   * @param runs that will be trained
   * @throws UserInputException if a setting is why they cannot
   * @throws EnvironmentException if there are none, or they are why
   */
  SparkSession startTraining(
      String name,
      Map<String, String> sparkKeys,
      NativeMemory memory,
      List<Settings> runs,
      Console console) {
    SparkSession spark = start(name, sparkKeys, memory);
    try {
      Preflight.check(JavaSparkContext.fromSparkContext(spark.sparkContext()), runs)
          .forEach(line -> console.err().println("warning: " + line));
      return spark;
    } catch (RuntimeException e) {
      if (spark.sparkContext().isStopped()) {
        throw refused(master(sparkKeys), e);
      }
      spark.stop();
      throw e;
    }
  }

  /** Spark gives up on a master by stopping its context; whoever uses that complains of it. */
  private static EnvironmentException refused(String master, RuntimeException complaint) {
    EnvironmentException refused =
        new EnvironmentException(
            "--master: %s does not take the application: compare the URL with the one on the master's page, and spark.authenticate and its secret with the cluster's"
                .formatted(master));
    refused.initCause(complaint);
    return refused;
  }

  /** Of options that say the same the last counts: the user's. */
  static String executorOptions(NativeMemory memory, String given) {
    return (memory.javaOption() + " " + given).strip();
  }

  private static SparkConf sparkConf(Map<String, String> sparkKeys) {
    SparkConf conf = new SparkConf();
    conf.setIfMissing("spark.ui.showConsoleProgress", "false");
    sparkKeys.forEach(conf::set);
    // One compute thread a task: workers share the machine by being many, and the bits depend on
    // it. What else a user says is told to be wrong before training.
    conf.setIfMissing("spark.executorEnv.OMP_NUM_THREADS", "1");
    // Kryo would need to be told of every record that travels; there is nothing to gain for arrays.
    conf.set("spark.serializer", "org.apache.spark.serializer.JavaSerializer");
    return conf;
  }
}
