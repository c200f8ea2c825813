package io.sparkgan.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkgan.config.SettingsReader;
import io.sparkgan.config.SettingsSources;
import io.sparkgan.config.UserInputException;
import io.sparkgan.storage.DamagedCheckpointException;
import io.sparkgan.storage.RunDirectory;
import io.sparkgan.storage.RunFolders;
import io.sparkgan.storage.StoredCheckpoint;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One checkpoint that cannot be read does not cost the others. */
class KeptRoundsTest {
  @TempDir private Path folder;
  private RunDirectory run;

  @BeforeEach
  void aRunWithThreeRounds() {
    run = RunFolders.begun(folder, "digits", SettingsReader.read(SettingsSources.defaults()));
    for (int round = 1; round <= 3; round++) {
      RunFolders.commit(run, round);
    }
  }

  @Test
  void allRoundsComeInAscendingOrderAndTheBestOnce() throws Exception {
    RunFolders.keepBest(run, 1);
    assertThat(all()).containsExactly(1, 2, 3);
    delete(1);
    assertThat(all()).containsExactly(1, 2, 3);
  }

  @Test
  void damagedOnesArePassedOver() {
    RunFolders.damageValues(run.checkpoints().uri(1));
    RunFolders.damageHeader(run.checkpoints().uri(3));
    assertThat(all()).containsExactly(2);
  }

  @Test
  void onesThatAreDeletedMeanwhileArePassedOver() throws Exception {
    Iterator<StoredCheckpoint> rounds = new KeptRounds(run).some(Optional.of("all"));
    assertThat(rounds.next().checkpoint().round()).isEqualTo(1);
    delete(2);
    assertThat(rounds.next().checkpoint().round()).isEqualTo(3);
    assertThat(rounds).isExhausted();
  }

  @Test
  void theBestStandsInForItsOwnDamagedOne() {
    RunFolders.keepBest(run, 2);
    RunFolders.damageValues(run.checkpoints().uri(2));
    assertThat(all()).containsExactly(1, 2, 3);
  }

  @Test
  void aDamagedBestOneIsPassedOverUnlessItIsAskedFor() throws Exception {
    RunFolders.keepBest(run, 1);
    delete(1);
    RunFolders.damageValues(run.checkpoints().bestUri());
    assertThat(all()).containsExactly(2, 3);
    assertThatThrownBy(() -> new KeptRounds(run).some(Optional.of("best")))
        .isInstanceOf(DamagedCheckpointException.class)
        .hasMessageContaining("best.ckpt");
  }

  @Test
  void noneThatIsWholeIsOneLine() {
    for (int round = 1; round <= 3; round++) {
      RunFolders.damageValues(run.checkpoints().uri(round));
    }
    assertThatThrownBy(this::all)
        .isInstanceOf(UserInputException.class)
        .hasMessageContaining("run digits has no whole checkpoint");
  }

  @Test
  void aBestOneMayNeverHaveBeenOrHaveBeenDiscarded() {
    RunFolders.keepBest(run, 3);
    run.discardAfter(2);
    assertThatThrownBy(() -> new KeptRounds(run).one(Optional.of("best")))
        .isInstanceOf(UserInputException.class)
        .hasMessageContainingAll("none was evaluated", "was discarded");
  }

  private List<Integer> all() {
    List<Integer> rounds = new ArrayList<>();
    new KeptRounds(run)
        .some(Optional.of("all"))
        .forEachRemaining(it -> rounds.add(it.checkpoint().round()));
    return rounds;
  }

  private void delete(int round) throws Exception {
    Files.delete(folder.resolve("digits/checkpoints/round-%06d.ckpt".formatted(round)));
  }
}
