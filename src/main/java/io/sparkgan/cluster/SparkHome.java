package io.sparkgan.cluster;

import io.sparkgan.config.UserInputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
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
  private static final String JARS = "jars";
  private static final String LOOPBACK = "127.0.0.1";

  /** So that Ctrl-C in the terminal of whoever starts a cluster does not end it. */
  private static final Optional<Path> OWN_SESSION =
      Stream.of(Path.of("/usr/bin/setsid"), Path.of("/bin/setsid"))
          .filter(Files::isExecutable)
          .findFirst();

  public SparkHome {
    path = path.toAbsolutePath().normalize();
    javaOptions = javaOptions.toAbsolutePath().normalize();
    if (!Files.isDirectory(path.resolve(JARS))) {
      throw new UserInputException(
          "No Spark in %s: expected a folder jars there; mvn package makes it".formatted(path));
    }
  }

  /**
   * The same Spark in another folder, so that it stays what it is while this one is built anew.
   *
   * @param folder that is not there yet; linked to where its file system can
   */
  SparkHome linkedIn(Path folder) {
    Path jars = path.resolve(JARS);
    Path links = folder.resolve(JARS);
    try (DirectoryStream<Path> files = Files.newDirectoryStream(jars)) {
      Files.createDirectories(links);
      for (Path file : files) {
        link(file, links.resolve(file.getFileName()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new SparkHome(folder, javaOptions);
  }

  private static void link(Path file, Path link) throws IOException {
    try {
      Files.createLink(link, file);
    } catch (UnsupportedOperationException | FileSystemException e) {
      // Another disk, or a file system without links.
      Files.copy(file, link);
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
            path.resolve(JARS) + "/*",
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
