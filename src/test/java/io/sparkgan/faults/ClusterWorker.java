package io.sparkgan.faults;

import static org.awaitility.Awaitility.await;

import io.sparkgan.cluster.ClusterState;
import io.sparkgan.cluster.LocalCluster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** One more worker daemon of a cluster, of one core, on another address of this machine. */
public final class ClusterWorker implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Process process;

  private ClusterWorker(Process process) {
    this.process = process;
  }

  /**
   * Starts one and waits until it is registered.
   *
   * @param host of the loopback network, so that Spark takes it for another machine
   * @param folder for its work and its log
   * @param environment what it and its executors have besides
   */
  public static ClusterWorker start(
      ClusterState cluster, String host, Path folder, Map<String, String> environment) {
    int before = workers(cluster);
    Path home = Path.of("target/spark").toAbsolutePath();
    ProcessBuilder builder =
        new ProcessBuilder(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@conf/jvm.options",
                "-Xmx512m",
                "-cp",
                home.resolve("jars") + "/*",
                "org.apache.spark.deploy.worker.Worker",
                "--host",
                host,
                "--webui-port",
                "0",
                "--cores",
                "1",
                "--memory",
                "1g",
                "--work-dir",
                folder.resolve("work").toString(),
                cluster.url()));
    builder.environment().remove("SPARK_LOCAL_IP");
    builder.environment().put("SPARK_HOME", home.toString());
    builder.environment().put("SPARK_SCALA_VERSION", "2.12");
    builder.environment().put("SPARK_LOCAL_DIRS", folder.resolve("scratch").toString());
    builder.environment().put("OMP_NUM_THREADS", "1");
    builder.environment().putAll(environment);
    try {
      Files.createDirectories(folder);
      ClusterWorker worker =
          new ClusterWorker(
              builder
                  .redirectErrorStream(true)
                  .redirectOutput(folder.resolve("log").toFile())
                  .start());
      await().atMost(PATIENCE).until(() -> answered(cluster) > before);
      return worker;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How many workers of a cluster are alive, once its master says so. */
  public static int workers(ClusterState cluster) {
    return await().atMost(PATIENCE).until(() -> answered(cluster), count -> count >= 0);
  }

  /** On a busy machine a master does not always answer in time; -1 then. */
  private static int answered(ClusterState cluster) {
    return LocalCluster.page(cluster).map(page -> page.workers()).orElse(-1);
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** Ends it, and so its executors. */
  @Override
  public void close() {
    process.destroy();
    await().atMost(PATIENCE).until(() -> !process.isAlive());
  }
}
