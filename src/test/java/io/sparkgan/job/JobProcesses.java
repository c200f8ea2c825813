package io.sparkgan.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Jobs as processes of their own, begun as a user does, and what they said. */
final class JobProcesses implements AutoCloseable {
  private static final Path SPARK = Path.of("target/spark").toAbsolutePath();

  private final Path folder;
  private final List<Process> begun = new ArrayList<>();

  /** Jobs whose words are kept in a folder. */
  JobProcesses(Path folder) {
    this.folder = folder;
  }

  /** What a process ended with and what it said. */
  record Outcome(int code, String out, String err) {
    String said() {
      return out + err;
    }

    List<String> errors() {
      return said().lines().filter(line -> line.startsWith("error: ")).toList();
    }
  }

  /** Begins a job by its script, with executors that fit a small cluster. */
  Process script(String name, String job, String... arguments) {
    return begin(name, builder(job, arguments));
  }

  /** The same where the user has a Spark. */
  Process script(String name, Path sparkHome, String job, String... arguments) {
    ProcessBuilder builder = builder(job, arguments);
    builder.environment().put("SPARK_HOME", sparkHome.toString());
    return begin(name, builder);
  }

  private static ProcessBuilder builder(String job, String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--set", "spark.executor.memory=600m"));
    if (all.stream().noneMatch(it -> it.startsWith("spark.executor.extraJavaOptions="))) {
      all.addAll(List.of("--set", "spark.executor.extraJavaOptions=" + ScriptedJob.SHORT_LIVED));
    }
    return ScriptedJob.builder(job, "800m", all);
  }

  /**
   * Begins what {@code bin/spark-submit} of a Spark installation would, with nothing of our scripts
   * and nothing but Spark's own jars.
   */
  Process sparkSubmit(String name, String... arguments) {
    List<String> launcher = new ArrayList<>(List.of(java(), "-cp", SPARK + "/jars/*"));
    launcher.add("org.apache.spark.launcher.Main");
    launcher.add("org.apache.spark.deploy.SparkSubmit");
    launcher.addAll(List.of(arguments));
    try {
      Process process = plain(launcher).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      begun.add(process);
      // A NUL and a line break for the shell, then the words of the command, each with a NUL.
      String words =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).substring(2);
      List<String> command = Arrays.asList(words.split("\0", -1));
      return begin(name, plain(command.subList(0, command.size() - 1)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  private static ProcessBuilder plain(List<String> command) {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(key -> key.startsWith("SPARKGAN_"));
    builder.environment().remove("OMP_NUM_THREADS");
    builder.environment().put("SPARK_HOME", SPARK.toString());
    builder.environment().put("SPARK_SCALA_VERSION", "2.12");
    return builder;
  }

  private Process begin(String name, ProcessBuilder builder) {
    try {
      Process process =
          builder.redirectOutput(file(name, "out")).redirectError(file(name, "err")).start();
      begun.add(process);
      return process;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits for a process, though not for ever. */
  Outcome end(String name, Process process) {
    try {
      boolean ended = process.waitFor(ScriptedJob.LONG.toSeconds(), TimeUnit.SECONDS);
      assertThat(ended).as("%s ended: %s%s", name, out(name), err(name)).isTrue();
      return new Outcome(process.exitValue(), out(name), err(name));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** What a process has said so far. */
  String out(String name) {
    return text(file(name, "out"));
  }

  String err(String name) {
    return text(file(name, "err"));
  }

  private File file(String name, String stream) {
    return folder.resolve(name + "." + stream).toFile();
  }

  private static String text(File file) {
    try {
      return Files.readString(file.toPath());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    begun.forEach(Process::destroyForcibly);
  }
}
