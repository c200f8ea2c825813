package io.sparkgan.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkgan.config.Settings;
import io.sparkgan.config.SettingsReader;
import io.sparkgan.config.SettingsSources;
import io.sparkgan.config.UserInputException;
import io.sparkgan.storage.RunDirectory;
import io.sparkgan.storage.RunFolders;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run that has nothing left to do says so at once, without Spark. */
class RunEndTest {
  private static final double WORSE = 9;

  @TempDir private Path folder;

  @AfterEach
  void sparkWasNotStarted() {
    assertThat(SparkSession.getDefaultSession().isEmpty()).isTrue();
  }

  @Test
  void aRunThatIsBeyondTheRoundsThatAreAskedForIsFinished() {
    RunDirectory run = run(0);
    RunFolders.score(run, 10, 1);
    RunFolders.commit(run, 15);
    assertThat(resumed(run, "--rounds", "12"))
        .isEqualTo("run digits is finished: it has 15 rounds; extend it with --rounds N");
    assertThat(run.runJson()).contains("\"rounds\" : 20");
  }

  @Test
  void aRunWithoutTheScoresOfItsLastRoundGoesOn() {
    RunDirectory run = run(0);
    RunFolders.commit(run, 20);
    assertThat(end(run)).isEmpty();
    RunFolders.score(run, 20, 1);
    RunFolders.keepBest(run, 20);
    assertThat(resumed(run)).contains("is finished: it has 20 rounds");
  }

  @Test
  void aRunWithoutACopyOfItsBestRoundGoesOnWhileThereIsOneToTake() {
    RunDirectory run = run(0);
    RunFolders.score(run, 10, 2);
    RunFolders.score(run, 20, 1);
    RunFolders.commit(run, 20);
    assertThat(end(run)).isEmpty();
    RunFolders.keepBest(run, 20);
    assertThat(end(run)).isPresent();
    RunFolders.score(run, 10, 0);
    assertThat(end(run)).as("the checkpoint of round 10 is gone").isPresent();
  }

  @Test
  void aRunThatEndedByPatienceSaysSoWhateverItsRounds() {
    RunDirectory run = run(2);
    RunFolders.score(run, 4, 1);
    RunFolders.score(run, 8, WORSE);
    RunFolders.commit(run, 8);
    assertThat(end(run)).isEmpty();
    RunFolders.score(run, 12, WORSE);
    RunFolders.commit(run, 12);
    for (String[] more : new String[][] {{}, {"--rounds", "200"}}) {
      assertThat(resumed(run, more))
          .startsWith("run digits ended by evaluation.patience after round 12: 2 evaluations")
          .endsWith("jobs/train --init-from " + run.checkpoints().uri(12));
    }
  }

  @Test
  void anotherRunsCheckpointSaysNothingOfTheEndAndIsLeft() throws IOException {
    RunDirectory run = run(0);
    RunFolders.score(run, 20, 1);
    RunFolders.commit(run, 20);
    RunFolders.keepBest(run, 20);
    RunDirectory other = begun("other", Map.of("training.seed", "7"));
    RunFolders.commit(other, 21);
    Path foreign = Path.of(URI.create(run.checkpoints().uri(21)));
    Files.copy(Path.of(URI.create(other.checkpoints().uri(21))), foreign);

    assertThat(resumed(run))
        .isEqualTo("run digits is finished: it has 20 rounds; extend it with --rounds N");
    assertThat(foreign).exists();

    Files.delete(Path.of(URI.create(run.checkpoints().uri(20))));
    assertThatThrownBy(() -> end(run))
        .isInstanceOf(UserInputException.class)
        .hasMessageContaining("round-000021.ckpt belongs to another run: configuration differs");
  }

  @Test
  void scoresThatWillBeMadeAgainDoNotCount() {
    RunDirectory run = run(1);
    RunFolders.commit(run, 4);
    RunFolders.score(run, 4, 1);
    RunFolders.score(run, 8, WORSE);
    assertThat(end(run)).isEmpty();
  }

  private RunDirectory run(int patience) {
    return begun("digits", Map.of("evaluation.patience", Integer.toString(patience)));
  }

  private RunDirectory begun(String name, Map<String, String> more) {
    Map<String, String> options =
        new HashMap<>(
            Map.of(
                "training.workers", "1",
                "training.rounds", "20",
                "compute.backend", "dl4j",
                "compute.precision", "f32",
                "evaluation.judge", "mnist"));
    options.putAll(more);
    return RunFolders.begun(
        folder, name, SettingsReader.read(SettingsSources.defaults().withOptions(options)));
  }

  private static Settings settings(RunDirectory run) {
    return run.configuration().settings();
  }

  private static Optional<String> end(RunDirectory run) {
    return new RunEnd(run, settings(run), run.pastEvaluations()).line();
  }

  private static String resumed(RunDirectory run, String... more) {
    String[] arguments = new String[more.length + 2];
    arguments[0] = "--run-dir";
    arguments[1] = run.uri();
    System.arraycopy(more, 0, arguments, 2, more.length);
    Jobs.Outcome outcome = Jobs.resume(arguments);
    assertThat(outcome.code()).as(outcome.err()).isZero();
    return outcome.out().strip();
  }
}
