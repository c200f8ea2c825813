package io.sparkgan.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.atIndex;

import io.sparkgan.config.UserInputException;
import io.sparkgan.training.CheckpointStore;
import io.sparkgan.training.CheckpointStore.Checkpoint;
import io.sparkgan.training.CheckpointStore.Pending;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a checkpoint store promises on every file system. */
abstract class CheckpointStoreContract {
  private RunDirectory run;
  private HadoopFiles files;
  private CheckpointStore store;

  /** A configuration that knows the file system under test. */
  abstract Configuration configuration();

  /** A folder on it that is new for every test. */
  abstract String outUri();

  @BeforeEach
  void newStore() {
    run = RunDirectory.create(configuration(), outUri(), "run", RunDirectory.IfExists.REFUSE, "{}");
    files = HadoopFiles.of(configuration(), new Path(run.uri()));
    store = run.checkpoints(TestRuns.FINGERPRINTS, 2);
  }

  @Test
  void holdsNothingAtFirst() {
    assertThat(store.latest()).isEmpty();
    assertThat(run.checkpoints().rounds()).isEmpty();
  }

  @Test
  void givesBackTheNewestBitByBit() {
    TestRuns.commit(store, 0);
    TestRuns.commit(store, 12);

    Checkpoint latest = store.latest().orElseThrow();

    assertThat(latest.round()).isEqualTo(12);
    assertThat(latest.state().sha256()).isEqualTo(TestRuns.state(12).sha256());
  }

  @Test
  void isInvisibleUntilCommitted() {
    TestRuns.commit(store, 1);
    try (Pending pending = store.prepare(TestRuns.checkpoint(2))) {
      assertThat(names()).contains(".round-000002.ckpt.tmp");
      assertThat(store.latest().orElseThrow().round()).isEqualTo(1);
      pending.commit();
      assertThat(store.latest().orElseThrow().round()).isEqualTo(2);
    }
    assertThat(names()).containsExactly("round-000001.ckpt", "round-000002.ckpt");
  }

  @Test
  void leavesNothingWithoutACommit() {
    store.prepare(TestRuns.checkpoint(1)).close();

    assertThat(names()).isEmpty();
  }

  @Test
  void keepsTheNewestOnly() {
    for (int round : new int[] {0, 5, 10, 15}) {
      TestRuns.commit(store, round);
    }

    assertThat(run.checkpoints().rounds()).containsExactly(10, 15);
    assertThat(names()).containsExactly("round-000010.ckpt", "round-000015.ckpt");
  }

  @Test
  void aRoundCommittedAgainReplacesIt() {
    TestRuns.commit(store, 3);
    TestRuns.commit(store, 3);

    assertThat(names()).containsExactly("round-000003.ckpt");
    assertThat(store.latest().orElseThrow().round()).isEqualTo(3);
  }

  @Test
  void fallsBackWhenTheNewestIsDamaged() throws IOException {
    TestRuns.commit(store, 1);
    overwrite(2, new byte[] {1, 2, 3});

    assertThat(store.latest().orElseThrow().round()).isEqualTo(1);
    assertThatThrownBy(() -> run.checkpoints().load(2))
        .isInstanceOf(DamagedCheckpointException.class)
        .hasMessageContaining("round-000002.ckpt");
  }

  @Test
  void aDamagedNewerOneDoesNotCostTheOneJustCommitted() throws IOException {
    overwrite(8, new byte[0]);
    overwrite(9, new byte[0]);

    TestRuns.commit(store, 7);

    assertThat(store.latest().orElseThrow().round()).isEqualTo(7);
  }

  @Test
  void holdsNothingWhenAllAreDamaged() throws IOException {
    overwrite(0, new byte[] {1});

    assertThat(store.latest()).isEmpty();
  }

  @Test
  void aDamagedFileStaysWhereItIs() throws IOException {
    TestRuns.commit(store, 1);
    byte[] bytes = CheckpointFileTest.bytes(TestRuns.stored(1));
    bytes[bytes.length - 20] ^= 1;
    overwrite(1, bytes);

    assertThat(store.latest()).isEmpty();
    assertThat(names()).containsExactly("round-000001.ckpt");
  }

  @Test
  void refusesTheCheckpointOfAnotherRunAndNamesWhatDiffers() {
    TestRuns.commit(store, 1);
    String layout = TestRuns.LAYOUT.fingerprint();

    assertThatThrownBy(() -> latestFor(new Fingerprints(layout, "other", "data-1")))
        .isInstanceOf(UserInputException.class)
        .hasMessageContainingAll(
            "round-000001.ckpt", "configuration differs", "expected other", "found configuration-1")
        .hasMessageNotContainingAny("data differs", "layout differs");
    assertThatThrownBy(() -> latestFor(new Fingerprints("other", "configuration-1", "other")))
        .isInstanceOf(UserInputException.class)
        .hasMessageContainingAll("layout differs", "data differs")
        .hasMessageNotContaining("configuration differs");
  }

  @Test
  void anotherRunsCheckpointIsPassedOverAndSaidToBeThat() {
    TestRuns.commit(store, 1);
    TestRuns.commit(
        run.checkpoints(
            new Fingerprints(TestRuns.LAYOUT.fingerprint(), "other\n\u001b[2J", "data-1"), 9),
        2);
    List<String> told = new ArrayList<>();

    Checkpoint latest = run.checkpoints(TestRuns.FINGERPRINTS, 2, told::add).latest().orElseThrow();

    assertThat(latest.round()).isEqualTo(1);
    assertThat(told)
        .containsExactly(
            "Checkpoint %s belongs to another run: configuration differs, expected configuration-1, found other \\u001b[2J; falling back to the one before"
                .formatted(run.checkpoints().uri(2)));
    assertThat(names()).containsExactly("round-000001.ckpt", "round-000002.ckpt");
  }

  @Test
  void whereAllAreAnotherRunsEachIsNamedAndNoneTaken() throws IOException {
    CheckpointStore other =
        run.checkpoints(new Fingerprints(TestRuns.LAYOUT.fingerprint(), "other", "data-1"), 9);
    TestRuns.commit(other, 1);
    TestRuns.commit(other, 2);
    overwrite(3, new byte[0]);
    List<String> told = new ArrayList<>();

    assertThatThrownBy(() -> run.checkpoints(TestRuns.FINGERPRINTS, 2, told::add).latest())
        .isInstanceOfSatisfying(
            UserInputException.class,
            e ->
                assertThat(e.problems())
                    .hasSize(3)
                    .satisfies(it -> assertThat(it).contains("is damaged: 0 bytes"), atIndex(0))
                    .satisfies(it -> assertThat(it).contains("000002.ckpt belongs"), atIndex(1))
                    .satisfies(it -> assertThat(it).contains("000001.ckpt belongs"), atIndex(2)));
    assertThat(told).as("nothing was fallen back to").isEmpty();
  }

  @Test
  void anAbsentRoundIsTheUsersMistake() {
    TestRuns.commit(store, 4);

    assertThatThrownBy(() -> run.checkpoints().load(5))
        .isInstanceOf(UserInputException.class)
        .hasMessageContainingAll("round 5", "[4]");
  }

  @Test
  void aCommitThatFailsLeavesTheOlderOneAndNoRest() throws IOException {
    TestRuns.commit(store, 1);
    Path inTheWay = new Path(run.uri(), "checkpoints/round-000002.ckpt/folder");
    files.fileSystem().mkdirs(inTheWay);

    assertThatThrownBy(() -> TestRuns.commit(store, 2))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("Cannot commit");

    files.delete(inTheWay.getParent());
    assertThat(names()).containsExactly("round-000001.ckpt");
    assertThat(store.latest().orElseThrow().round()).isEqualTo(1);
  }

  @Test
  void theBestStaysWhenItsRoundIsDeleted() {
    assertThat(run.checkpoints().best()).isEmpty();
    TestRuns.commit(store, 1);
    store.keepBest(1);
    TestRuns.commit(store, 2);
    TestRuns.commit(store, 3);

    StoredCheckpoint best = run.checkpoints().best().orElseThrow();

    assertThat(names()).containsExactly("best.ckpt", "round-000002.ckpt", "round-000003.ckpt");
    assertThat(best.checkpoint().round()).isEqualTo(1);
    assertThat(best.checkpoint().state().sha256()).isEqualTo(TestRuns.state(1).sha256());
    assertThat(best.fingerprints()).isEqualTo(TestRuns.FINGERPRINTS);
    assertThat(run.checkpoints().bestUri()).isEqualTo(run.uri() + "/checkpoints/best.ckpt");
    assertThat(run.checkpoints().rounds()).containsExactly(2, 3);
    assertThat(store.latest().orElseThrow().round()).isEqualTo(3);
  }

  @Test
  void aBetterRoundReplacesTheBest() {
    TestRuns.commit(store, 1);
    store.keepBest(1);
    TestRuns.commit(store, 2);
    store.keepBest(2);

    assertThat(run.checkpoints().best().orElseThrow().checkpoint().round()).isEqualTo(2);
    assertThat(names()).containsExactly("best.ckpt", "round-000001.ckpt", "round-000002.ckpt");
  }

  @Test
  void theBestIsNotReplacedByWhatIsGoneOrDamaged() throws IOException {
    TestRuns.commit(store, 1);
    store.keepBest(1);
    overwrite(2, new byte[] {1, 2, 3});
    store.keepBest(2);
    store.keepBest(7);

    assertThat(run.checkpoints().best().orElseThrow().checkpoint().round()).isEqualTo(1);
  }

  @Test
  void aBestOneThatIsBeyondTheNewestWholeOneIsDiscarded() {
    TestRuns.commit(store, 1);
    TestRuns.commit(store, 2);
    store.keepBest(2);
    run.discardAfter(2);
    assertThat(run.checkpoints().best()).isPresent();

    run.discardAfter(1);

    assertThat(names()).containsExactly("round-000001.ckpt");
  }

  @Test
  void aDamagedBestOneIsNamed() throws IOException {
    TestRuns.commit(store, 1);
    try (FSDataOutputStream out =
        files.fileSystem().create(new Path(run.checkpoints().bestUri()), true)) {
      out.write(new byte[] {1, 2, 3});
    }
    run.discardAfter(1);

    assertThatThrownBy(() -> run.checkpoints().best())
        .isInstanceOf(DamagedCheckpointException.class)
        .hasMessageContaining("best.ckpt");
    store.keepBest(1);
    assertThat(run.checkpoints().best()).isPresent();
  }

  @Test
  void theBestRoundIsToldUnlessItsHeaderOrLengthIsDamaged() throws IOException {
    assertThat(run.checkpoints().bestRound()).isEmpty();
    TestRuns.commit(store, 1);
    store.keepBest(1);
    assertThat(run.checkpoints().bestRound()).hasValue(1);
    byte[] whole = CheckpointFileTest.bytes(TestRuns.stored(1));
    byte[] otherRound = whole.clone();
    otherRound[16] ^= 1;
    for (byte[] damaged : List.of(otherRound, Arrays.copyOf(whole, whole.length - 1))) {
      try (FSDataOutputStream out =
          files.fileSystem().create(new Path(run.checkpoints().bestUri()), true)) {
        out.write(damaged);
      }
      assertThat(run.checkpoints().bestRound()).isEmpty();
    }
  }

  @Test
  void aCheckpointCanBeReadByItsUri() {
    TestRuns.commit(store, 1);

    StoredCheckpoint read =
        CheckpointFile.read(configuration(), run.uri() + "/checkpoints/round-000001.ckpt");

    assertThat(read.checkpoint().state().sha256()).isEqualTo(TestRuns.state(1).sha256());
    assertThat(read.fingerprints()).isEqualTo(TestRuns.FINGERPRINTS);
  }

  private void latestFor(Fingerprints fingerprints) {
    run.checkpoints(fingerprints, 2).latest();
  }

  private List<String> names() {
    return files.names(new Path(run.uri(), "checkpoints"));
  }

  private void overwrite(int round, byte[] bytes) throws IOException {
    Path path = run.checkpoints().path(round);
    try (FSDataOutputStream out = files.fileSystem().create(path, true)) {
      out.write(bytes);
    }
  }
}
