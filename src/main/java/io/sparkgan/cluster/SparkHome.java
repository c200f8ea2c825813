package io.sparkgan.cluster;

import io.sparkgan.config.UserInputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A Spark that master and workers are started from.
 *
 * @param path a folder with {@code jars}
 * @param javaOptions a file of Java options, as {@code java @file} takes it
 */
public record SparkHome(Path path, Path javaOptions) {
  private static final String LOOPBACK = "127.0.0.1";

  /** So that Ctrl-C in the terminal of whoever starts a cluster does not end it. */
  private static final Optional<Path> OWN_SESSION =
      Stream.of(Path.of("/usr/bin/setsid"), Path.of("/bin/setsid"))
          .filter(Files::isExecutable)
          .findFirst();

  public SparkHome {
    path = path.toAbsolutePath().normalize();
    javaOptions = javaOptions.toAbsolutePath().normalize();
    if (!Files.isDirectory(path.resolve("jars"))) {
      throw new UserInputException(
          "No Spark in %s: expected a folder jars there; mvn package makes it".formatted(path));
    }
  }

  /**
   * Starts a class of Spark's in a process of its own that outlives this one.
   *
   * @param scratch where its executors spill and shuffle
   * @param log what it writes; one of that name is replaced
   */
  ProcessHandle start(String className, List<String> arguments, Path scratch, Path log) {
    List<String> command = new ArrayList<>(OWN_SESSION.stream().map(Path::toString).toList());
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "@" + javaOptions,
            "-Xmx512m",
            "-cp",
            path.resolve("jars") + "/*",
            className));
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("SPARK_HOME", path.toString());
    builder.environment().put("SPARK_SCALA_VERSION", "2.12");
    builder.environment().put("SPARK_LOCAL_IP", LOOPBACK);
    builder.environment().put("SPARK_LOCAL_DIRS", scratch.toString());
    builder.environment().put("OMP_NUM_THREADS", "1");
    try {
      Process process = builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
      process.getOutputStream().close();
      return process.toHandle();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
