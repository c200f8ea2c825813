package io.sparkgan.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A job in a process of its own, started by its script, and what it says.
 *
 * @param out file of its standard output
 * @param err file of its standard error
 */
record ScriptedJob(Process process, Path out, Path err) implements AutoCloseable {
  static final Duration LONG = Duration.ofMinutes(3);

  /** The quick compiler alone: these processes live for seconds. */
  static final String SHORT_LIVED = "-XX:TieredStopAtLevel=1";

  /** Beyond any wait of a test: whatever ends a run of so many rounds is no end of its own. */
  static final String FOREVER = "100000000";

  /**
   * Starts a job.
   *
   * @param name of its script
   * @param folder for what it says
   */
  static ScriptedJob start(String name, Path folder, String... arguments) {
    try {
      Path out = Files.createTempFile(folder, name, ".out");
      Path err = Files.createTempFile(folder, name, ".err");
      ProcessBuilder builder = builder(name, "1g", List.of(arguments));
      return new ScriptedJob(
          builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start(), out, err);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * A job by its script, whatever Spark this machine has.
   *
   * @param name of the script
   * @param heap of the job's process
   */
  static ProcessBuilder builder(String name, String heap, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of("jobs", name).toAbsolutePath().toString());
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().remove("SPARK_HOME");
    builder.environment().put("SPARKGAN_HEAP", heap);
    builder.environment().put("SPARKGAN_JAVA_OPTIONS", SHORT_LIVED);
    return builder;
  }

  String said() {
    return text(out);
  }

  String complained() {
    return text(err);
  }

  void awaitSaid(String text) {
    await()
        .atMost(LONG)
        .until(
            () -> {
              assertThat(process.isAlive() || said().contains(text)).as(complained()).isTrue();
              return said().contains(text);
            });
  }

  /** What it ended with. */
  int exitCode() throws InterruptedException {
    assertThat(process.waitFor(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }

  /** Leaves no process behind. */
  @Override
  public void close() {
    process.destroyForcibly();
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
