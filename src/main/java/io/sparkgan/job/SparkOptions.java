package io.sparkgan.job;

import io.sparkgan.config.EnvironmentException;
import io.sparkgan.config.Settings;
import io.sparkgan.config.UserInputException;
import io.sparkgan.spark.ExecutorWatch;
import io.sparkgan.spark.Preflight;
import io.sparkgan.storage.HadoopFiles;
import io.sparkgan.storage.HdfsPatience;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
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

  private static final String MASTER = "spark.master";

  /** What the ids of applications begin with that a standalone master has taken. */
  private static final String TAKEN = "app-";

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
            .or(() -> Optional.ofNullable(sparkKeys.get(MASTER)))
            .orElseGet(() -> new SparkConf().get(MASTER, "local[*]"));
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
   * Makes sure that what is written stays: a relative path is one of the driver's working folder,
   * which a cluster removes.
   *
   * @throws UserInputException if it would not
   */
  void requireLasting(Configuration hadoop, String out) {
    boolean onCluster =
        deployMode == DeployMode.CLUSTER
            || new SparkConf().get("spark.submit.deployMode", "client").equals("cluster");
    if (onCluster
        && !HadoopFiles.path(out).isAbsolute()
        && HadoopFiles.absolute(hadoop, out).startsWith("file:")) {
      throw new UserInputException(
          "--out: '%s' is relative to a folder of the driver, which the cluster removes with --deploy-mode cluster; give a full path that all machines find, hdfs://HOST/%s say"
              .formatted(out, out));
    }
  }

  /**
   * Starts Spark, with executors whose native memory is bounded, and waits until there is one.
   *
   * @throws UserInputException if a cluster would not have our classes
   * @throws EnvironmentException if the master does not take the application, or no executor comes
   */
  SparkSession start(String name, Map<String, String> sparkKeys, NativeMemory memory) {
    SparkConf conf = sparkConf(sparkKeys).setMaster(master(sparkKeys)).setAppName(name);
    requireJars(conf);
    JavaModules.requireOpen();
    conf.set(EXECUTOR_OPTIONS, executorOptions(memory, conf.get(EXECUTOR_OPTIONS, "")));
    try {
      SparkSession spark = SparkSession.builder().config(conf).getOrCreate();
      require(spark, Preflight::awaitExecutor);
      ExecutorWatch.start(JavaSparkContext.fromSparkContext(spark.sparkContext()));
      return spark;
    } catch (IllegalStateException e) {
      throw refused(conf.get(MASTER), e);
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
    require(
        spark,
        context ->
            Preflight.check(context, runs)
                .forEach(line -> console.err().println("warning: " + line)));
    return spark;
  }

  /** Only spark-submit, which the scripts use where they see the master, sends our jars along. */
  private static void requireJars(SparkConf conf) {
    boolean submitted = new SparkConf().contains(MASTER) || conf.contains("spark.jars");
    if (!submitted && CLUSTER.matcher(conf.get(MASTER)).matches()) {
      throw new UserInputException(
          "spark.master: %s would run without the jars of sparkgan; give it to the script in jobs by --master, or use spark-submit"
              .formatted(conf.get(MASTER)));
    }
  }

  /** Leaves no Spark behind that is not as it must be. */
  private static void require(SparkSession spark, Consumer<JavaSparkContext> check) {
    try {
      check.accept(JavaSparkContext.fromSparkContext(spark.sparkContext()));
    } catch (RuntimeException e) {
      boolean lost = spark.sparkContext().isStopped();
      spark.stop();
      throw lost || removed(e)
          ? lost(spark.sparkContext().master(), spark.sparkContext().applicationId(), e)
          : e;
    }
  }

  /**
   * Spark gives up on a master by stopping its context; whoever uses that complains of it.
   *
   * @param application its id, which a master gives to those that it takes
   */
  static EnvironmentException lost(String master, String application, RuntimeException complaint) {
    return removed(complaint) || application.startsWith(TAKEN)
        ? environment(
            "The executors die at their start, so %s removed the application; their stderr on the workers' pages, or else the workers' logs, say why"
                .formatted(master),
            complaint)
        : refused(master, complaint);
  }

  private static boolean removed(RuntimeException complaint) {
    return String.valueOf(complaint.getMessage()).contains("Master removed our application");
  }

  private static EnvironmentException refused(String master, RuntimeException complaint) {
    return environment(
        "--master: %s does not take the application: compare the URL with the one on the master's page, and spark.authenticate and its secret with the cluster's"
            .formatted(master),
        complaint);
  }

  private static EnvironmentException environment(String problem, RuntimeException cause) {
    EnvironmentException lacking = new EnvironmentException(problem);
    lacking.initCause(cause);
    return lacking;
  }

  /** Of options that say the same the last counts: the user's. */
  static String executorOptions(NativeMemory memory, String given) {
    return (memory.javaOption() + " " + given).strip();
  }

  private static SparkConf sparkConf(Map<String, String> sparkKeys) {
    SparkConf conf = new SparkConf();
    conf.setIfMissing("spark.ui.showConsoleProgress", "false");
    sparkKeys.forEach(conf::set);
    HdfsPatience.settings()
        .forEach((key, value) -> conf.setIfMissing("spark.hadoop." + key, value));
    // One compute thread a task: workers share the machine by being many, and the bits depend on
    // it. What else a user says is told to be wrong before training.
    conf.setIfMissing("spark.executorEnv.OMP_NUM_THREADS", "1");
    // Kryo would need to be told of every record that travels; there is nothing to gain for arrays.
    conf.set("spark.serializer", "org.apache.spark.serializer.JavaSerializer");
    return conf;
  }
}
