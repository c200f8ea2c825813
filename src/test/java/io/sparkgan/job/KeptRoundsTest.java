package io.sparkgan.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkgan.config.SettingsReader;
import io.sparkgan.config.SettingsSources;
import io.sparkgan.config.UserInputException;
import io.sparkgan.sql.SparkGan;
import io.sparkgan.storage.DamagedCheckpointException;
import io.sparkgan.storage.RunDirectory;
import io.sparkgan.storage.RunFolders;
import io.sparkgan.storage.StoredCheckpoint;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One checkpoint that cannot be read does not cost the others. */
class KeptRoundsTest {
  /** As a run of today has it. */
  private static final Map<String, String> SETTLED =
      Map.of("compute.backend", "dl4j", "compute.precision", "f32");

  @TempDir private Path folder;
  private RunDirectory run;

  @BeforeEach
  void aRunWithThreeRounds() {
    run = begun("digits", SETTLED);
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

  @Test
  void anotherRunsCheckpointIsRefusedByName() throws Exception {
    RunDirectory other = another(SETTLED, "data-1");
    RunFolders.keepBest(run, 2);
    Files.copy(file(other, "round-000003.ckpt"), replaced("round-000003.ckpt"));
    Files.copy(file(other, "round-000003.ckpt"), replaced("best.ckpt"));
    String expected = run.checkpoints().load(2).fingerprints().configuration();
    String found = run.checkpoints().load(3).fingerprints().configuration();
    String why =
        "%s belongs to another run: configuration differs, expected %s, found %s; move it away";

    for (Optional<String> latest : List.of(Optional.<String>empty(), Optional.of("3"))) {
      refused(
          () -> new KeptRounds(run).one(latest),
          why.formatted(run.checkpoints().uri(3), expected, found));
    }
    refused(
        () -> new KeptRounds(run).one(Optional.of("best")),
        why.formatted(run.checkpoints().bestUri(), expected, found));
    refused(() -> SparkGan.open(run.uri()), "round-000003.ckpt belongs to another run");
    refused(() -> SparkGan.openRound(run.uri(), 3), "round-000003.ckpt belongs to another run");
    refused(() -> SparkGan.openBest(run.uri()), "best.ckpt belongs to another run");
    assertThat(new KeptRounds(run).one(Optional.of("2")).round()).isEqualTo(2);
    assertThat(all()).containsExactly(1, 2);
  }

  @Test
  void anotherDataSetIsAnotherRun() throws Exception {
    RunDirectory other = another(SETTLED, "data-2");
    Files.copy(file(other, "round-000003.ckpt"), replaced("round-000003.ckpt"));
    refused(
        () -> new KeptRounds(run).one(Optional.empty()), "data differs, expected data-1, found");
  }

  /** Their checkpoints tell of settings in another way than this version does. */
  @Test
  void runsFromBeforeThereWasAChoiceOfComputeAreToldByTheirDataAlone() throws Exception {
    run = begun("early", Map.of());
    RunFolders.commit(run, 1);
    Files.copy(
        file(another(SETTLED, "data-1"), "round-000003.ckpt"), file(run, "round-000003.ckpt"));
    assertThat(new KeptRounds(run).one(Optional.empty()).round()).isEqualTo(3);
    Files.copy(
        file(another(SETTLED, "data-2"), "round-000003.ckpt"),
        file(run, "round-000003.ckpt"),
        StandardCopyOption.REPLACE_EXISTING);
    refused(
        () -> new KeptRounds(run).one(Optional.empty()), "data differs, expected data-1, found");
  }

  private static void refused(ThrowingCallable action, String expected) {
    assertThatThrownBy(action)
        .isInstanceOf(UserInputException.class)
        .hasMessageContaining(expected)
        .message()
        .hasLineCount(1);
  }

  private RunDirectory begun(String name, Map<String, String> options) {
    return RunFolders.begun(
        folder, name, SettingsReader.read(SettingsSources.defaults().withOptions(options)));
  }

  /** A run with a checkpoint of round 3, of other settings than any here. */
  private RunDirectory another(Map<String, String> options, String data) {
    Map<String, String> others = new HashMap<>(options);
    others.put("training.seed", "7");
    RunDirectory other = begun("other-" + data, others);
    other.describe(other.runJson().replace("\"data-1\"", '"' + data + '"'));
    RunFolders.commit(other, 3);
    return other;
  }

  private static Path file(RunDirectory run, String name) {
    return Path.of(run.uri().replaceFirst("^file:", "")).resolve("checkpoints").resolve(name);
  }

  private Path replaced(String name) throws Exception {
    Path file = file(run, name);
    Files.delete(file);
    return file;
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
