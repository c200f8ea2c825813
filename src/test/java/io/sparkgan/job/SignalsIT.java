package io.sparkgan.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A job that was started by its script and is told to end. */
class SignalsIT {
  /** Beyond any wait of a test: whatever ends the run is a signal. */
  private static final String FOREVER = "100000000";

  private static final int KILLED = 130;
  private static final Duration LONG = Duration.ofMinutes(3);

  @TempDir private Path folder;
  private Process process;

  @BeforeEach
  void files() {
    TinySet.images(folder.resolve("images"));
    TinySet.conf(folder);
  }

  @AfterEach
  void nothingIsLeftRunning() {
    if (process != null) {
      process.destroyForcibly();
    }
  }

  @Test
  void theFirstTermCommitsTheRoundAndSaysHowToGoOn() throws Exception {
    start("--rounds", FOREVER);
    await().atMost(LONG).until(() -> out().contains("round 1/"));
    assertThat(process.isAlive()).isTrue();
    process.destroy();
    assertThat(process.waitFor(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(err()).isZero();
    assertThat(err()).contains("stopping after this round");
    int last = Jobs.facts(folder.resolve("run")).getInt("round");
    assertThat(last).isPositive();
    assertThat(out())
        .contains("round %d/%s".formatted(last, FOREVER))
        .doesNotContain("round %d/%s".formatted(last + 1, FOREVER))
        .contains("stopped after round " + last, "jobs/resume --run-dir file:");
    Jobs.Outcome resumed =
        Jobs.resume("--run-dir", folder.resolve("run").toString(), "--rounds", "" + (last + 1));
    assertThat(resumed.code()).as(resumed.err()).isZero();
  }

  @Test
  void theSecondTermEndsAtOnce() throws Exception {
    start("--set", "training.localSteps=" + FOREVER);
    // Round 0 is committed, so it is in round 1, which never ends.
    await()
        .atMost(LONG)
        .until(() -> Files.exists(folder.resolve("run/checkpoints/round-000000.ckpt")));
    process.destroy();
    await().atMost(LONG).until(() -> err().contains("once more to stop at once"));
    assertThat(process.isAlive()).isTrue();
    process.destroy();
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(KILLED);
    assertThat(out()).doesNotContain("round 1/").doesNotContain("stopped after");
    assertThat(Jobs.facts(folder.resolve("run")).getInt("round")).isZero();
  }

  private void start(String... more) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of("jobs/train").toAbsolutePath().toString(),
            "--recipe",
            "keras-mlp",
            "--conf",
            folder.resolve("tiny.conf").toString(),
            "--data",
            folder.resolve("images").toString(),
            "--out",
            folder.toString(),
            "--run",
            "run",
            "--workers",
            "2",
            "--master",
            "local[2]",
            "--set",
            "spark.ui.enabled=false");
    builder.command().addAll(java.util.List.of(more));
    builder.environment().remove("SPARK_HOME");
    builder.environment().put("SPARKGAN_HEAP", "1g");
    process =
        builder
            .redirectOutput(folder.resolve("out").toFile())
            .redirectError(folder.resolve("err").toFile())
            .start();
  }

  private String out() {
    return text("out");
  }

  private String err() {
    return text("err");
  }

  private String text(String name) {
    try {
      return Files.readString(folder.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
