package io.sparkgan.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkgan.config.Settings;
import io.sparkgan.config.SettingsReader;
import io.sparkgan.config.SettingsSources;
import io.sparkgan.storage.RunDirectory;
import io.sparkgan.storage.RunFolders;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The last words of a run are true. */
class RunSummaryTest {
  private static final Settings SETTINGS =
      SettingsReader.read(
              SettingsSources.defaults()
                  .withOptions(Map.of("training.rounds", "4", "evaluation.patience", "2")))
          .settings();

  @TempDir private Path folder;
  private RunDirectory run;

  @BeforeEach
  void aRun() {
    run = RunFolders.begun(folder, "digits", SettingsReader.read(SettingsSources.defaults()));
    RunFolders.commit(run, 3);
    RunFolders.commit(run, 4);
    RunFolders.keepBest(run, 3);
  }

  @Test
  void aCompleteRunIsDoneWhateverItsScores() {
    assertThat(printed(4, true)).startsWith("done: 4 rounds\n").doesNotContain("patience");
    assertThat(printed(4, false)).isEqualTo(printed(4, true));
  }

  @Test
  void aRunThatGetsNoBetterSaysSo() {
    assertThat(printed(3, true)).startsWith("ended after round 3 of 4: 2 evaluations in a row");
  }

  @Test
  void aStoppedRunSaysHowToGoOn() {
    assertThat(printed(3, false))
        .startsWith(
            "stopped after round 3 of 4; go on with:\n  jobs/resume --run-dir " + run.uri());
  }

  @Test
  void theBestRoundIsNamedUnlessItIsDamaged() {
    assertThat(printed(4, false)).contains("checkpoints/best.ckpt, round 3");
    RunFolders.damageHeader(run.checkpoints().bestUri());
    assertThat(printed(4, false)).contains("round-000004.ckpt").doesNotContain("best");
  }

  private String printed(int round, boolean plateau) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    new RunSummary(run, SETTINGS)
        .print(new PrintStream(bytes, true, StandardCharsets.UTF_8), round, plateau);
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
