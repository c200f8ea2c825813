package io.sparkgan.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A job that was started by its script and is told to end. */
class SignalsIT {
  private static final int KILLED = 130;

  @TempDir private Path folder;
  private ScriptedJob job;

  @BeforeEach
  void files() {
    TinySet.images(folder.resolve("images"));
    TinySet.conf(folder);
  }

  @AfterEach
  void nothingIsLeftRunning() {
    if (job != null) {
      job.close();
    }
  }

  @Test
  void theFirstTermCommitsTheRoundAndSaysHowToGoOn() throws Exception {
    start("--rounds", ScriptedJob.FOREVER);
    job.awaitSaid("round 1/");
    assertThat(job.process().isAlive()).isTrue();
    assertThat(folder.resolve("run/write.lock.1")).exists();
    job.process().destroy();
    assertThat(job.exitCode()).as(job.complained()).isZero();
    assertThat(job.complained()).contains("stopping after this round");
    assertThat(folder.resolve("run/write.lock.1")).doesNotExist();
    int last = Jobs.facts(folder.resolve("run")).getInt("round");
    assertThat(last).isPositive();
    assertThat(job.said())
        .contains("round %d/%s".formatted(last, ScriptedJob.FOREVER))
        .doesNotContain("round %d/%s".formatted(last + 1, ScriptedJob.FOREVER))
        .contains("stopped after round " + last, "jobs/resume --run-dir file:");
    Jobs.Outcome resumed =
        Jobs.resume("--run-dir", folder.resolve("run").toString(), "--rounds", "" + (last + 1));
    assertThat(resumed.code()).as(resumed.err()).isZero();
  }

  @Test
  void theSecondTermEndsAtOnce() throws Exception {
    Path events = Files.createDirectory(folder.resolve("events"));
    start(
        "--set",
        "training.localSteps=" + ScriptedJob.FOREVER,
        "--set",
        "spark.eventLog.enabled=true",
        "--set",
        "spark.eventLog.dir=" + events.toUri());
    // Once its job has begun, it is in round 1, which never ends.
    await().atMost(ScriptedJob.LONG).until(() -> text(events).contains("round 1/"));
    job.process().destroy();
    await()
        .atMost(ScriptedJob.LONG)
        .until(() -> job.complained().contains("once more to stop at once"));
    assertThat(job.process().isAlive()).isTrue();
    job.process().destroy();
    assertThat(job.process().waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(job.exitCode()).isEqualTo(KILLED);
    assertThat(job.said()).doesNotContain("round 1/").doesNotContain("stopped after");
    assertThat(Jobs.facts(folder.resolve("run")).getInt("round")).isZero();
  }

  private static String text(Path events) throws IOException {
    try (Stream<Path> logs = Files.list(events)) {
      Optional<Path> log = logs.findFirst();
      return log.isPresent() ? Files.readString(log.get()) : "";
    }
  }

  private void start(String... more) {
    Stream<String> usual =
        Stream.of(
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
    job =
        ScriptedJob.start(
            "train", folder, Stream.concat(usual, Stream.of(more)).toArray(String[]::new));
  }
}
