package io.sparkgan.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkgan.config.EnvironmentException;
import io.sparkgan.storage.RunDirectory.IfExists;
import io.sparkgan.storage.WriteLock.IfUnsure;
import io.sparkgan.training.CheckpointStore;
import io.sparkgan.training.EvaluationSink;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FilterFileSystem;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A driver whose lock was taken from it. */
abstract class WriteLockLosses extends WriteLockRaces {
  @Test
  void whatALostDriverTrainedIsNotCommitted() {
    RunDirectory run = RunDirectory.create(configuration(), outUri(), "run", IfExists.REFUSE, "{}");
    CheckpointStore store = run.checkpoints(TestRuns.FINGERPRINTS, 5);
    try (WriteLock lock = take(IfUnsure.REFUSE)) {
      CheckpointStore guarded = lock.guarding(store);
      TestRuns.commit(guarded, 1);
      locks.delete(1, Optional.empty());
      leave(2, FOREIGN);

      assertThatThrownBy(() -> TestRuns.commit(guarded, 2))
          .isInstanceOf(EnvironmentException.class)
          .hasMessageContainingAll(
              "/run: the lock of this driver, write.lock.1, was taken over by process 4711 on elsewhere",
              "commits nothing more");
      assertThatThrownBy(() -> guarded.keepBest(1)).isInstanceOf(EnvironmentException.class);
      assertThatThrownBy(
              () -> lock.guarding((round, steps, state) -> null).run(2, 1, TestRuns.state(1)))
          .isInstanceOf(EnvironmentException.class);
      assertThat(guarded.latest().orElseThrow().round()).isEqualTo(1);
    }
    assertThat(names()).contains("write.lock.2", "run.json");
    assertThat(files.names(new Path(folder, "checkpoints"))).containsExactly("round-000001.ckpt");
  }

  @Test
  void aLockThatIsGoneIsNotMadeAgain() {
    try (WriteLock lock = take(Duration.ofMillis(200))) {
      locks.delete(1, Optional.empty());
      assertThatThrownBy(lock::requireHeld)
          .isInstanceOf(EnvironmentException.class)
          .hasMessageContaining("was deleted");
      assertThatThrownBy(() -> locks.renew(1, UUID.randomUUID())).isInstanceOf(IOException.class);
    }
    assertThat(names()).isEmpty();
  }

  @Test
  void aDriverThatLostItsLockWritesNoEvaluations() {
    List<Integer> written = new ArrayList<>();
    try (WriteLock lock = take(IfUnsure.REFUSE)) {
      EvaluationSink guarded = lock.guarding((round, evaluations) -> written.add(round));
      guarded.write(1, List.of());
      locks.delete(1, Optional.empty());
      assertThatThrownBy(() -> guarded.write(2, List.of()))
          .isInstanceOf(EnvironmentException.class);
    }
    assertThat(written).containsExactly(1);
  }

  @Test
  void aDriverThatLosesItsLockInACommitDoesNotCompact() {
    RunDirectory run = RunDirectory.create(configuration(), outUri(), "run", IfExists.REFUSE, "{}");
    try (WriteLock lock = take(IfUnsure.REFUSE)) {
      CheckpointStore losing =
          run.checkpoints(TestRuns.FINGERPRINTS, 5)
              .afterCommit(unused -> locks.delete(1, Optional.empty()));
      List<Integer> compacted = new ArrayList<>();
      CheckpointStore outside = lock.guarding(losing).afterCommit(unused -> compacted.add(1));
      assertThatThrownBy(() -> TestRuns.commit(outside, 1))
          .isInstanceOf(EnvironmentException.class);
      assertThat(compacted).isEmpty();
      assertThat(outside.latest().orElseThrow().round()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{\"owner\": ", "{}"})
  void aFileOfItsNumberThatIsNotItsOwnIsAnothers(String content) throws IOException {
    try (WriteLock lock = take(IfUnsure.REFUSE)) {
      write(1, content.getBytes(StandardCharsets.UTF_8));
      assertThatThrownBy(lock::requireHeld)
          .isInstanceOf(EnvironmentException.class)
          .hasMessageContaining("was taken over by another driver");
    }
    assertThat(names()).containsExactly("write.lock.1");
  }

  @Test
  void aLockThatCannotBeReadNowIsNeitherLostNorDeleted() {
    AtomicBoolean broken = new AtomicBoolean();
    FilterFileSystem sick =
        new FilterFileSystem(files.fileSystem()) {
          @Override
          public FSDataInputStream open(Path path, int bufferSize) throws IOException {
            if (broken.get()) {
              throw new IOException("no answer");
            }
            return super.open(path, bufferSize);
          }
        };
    LockFiles onSick = new LockFiles(new HadoopFiles(sick, files.context()), folder);
    try (WriteLock lock = take(onSick, IfUnsure.REFUSE)) {
      broken.set(true);
      lock.requireHeld();
    }
    assertThat(names()).containsExactly("write.lock.1");
  }
}
