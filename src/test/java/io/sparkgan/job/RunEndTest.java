package io.sparkgan.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkgan.config.Settings;
import io.sparkgan.config.SettingsReader;
import io.sparkgan.config.SettingsSources;
import io.sparkgan.storage.RunDirectory;
import io.sparkgan.storage.RunFolders;
import java.nio.file.Path;
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
  void scoresThatWillBeMadeAgainDoNotCount() {
    RunDirectory run = run(1);
    RunFolders.commit(run, 4);
    RunFolders.score(run, 4, 1);
    RunFolders.score(run, 8, WORSE);
    assertThat(end(run)).isEmpty();
  }

  private RunDirectory run(int patience) {
    return RunFolders.begun(
        folder,
        "digits",
        SettingsReader.read(
            SettingsSources.defaults()
                .withOptions(
                    Map.of(
                        "training.workers", "1",
                        "training.rounds", "20",
                        "compute.backend", "dl4j",
                        "compute.precision", "f32",
                        "evaluation.judge", "mnist",
                        "evaluation.patience", Integer.toString(patience)))));
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
