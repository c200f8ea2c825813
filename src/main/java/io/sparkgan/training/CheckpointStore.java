package io.sparkgan.training;

import io.sparkgan.state.GanState;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Keeps states. A checkpoint is whole or invisible: {@link Pending#commit} makes it visible in one
 * atomic step.
 */
public interface CheckpointStore {

  /** The newest committed checkpoint. */
  Optional<Checkpoint> latest();

  /** Writes a checkpoint completely, but does not make it visible. */
  Pending prepare(Checkpoint checkpoint);

  /**
   * Keeps a copy of the committed checkpoint of a round as the best one, in place of any other,
   * however many rounds follow. Nothing changes if that checkpoint is no longer there or not whole.
   */
  void keepBest(int round);

  /**
   * The same store, with something that follows each commit.
   *
   * @param then takes the checkpoint, once it is visible
   */
  default CheckpointStore afterCommit(Consumer<Checkpoint> then) {
    return new FollowedCheckpointStore(this, then);
  }

  /**
   * A state at the end of a round.
   *
   * @param round 0 is the initial state
   */
  record Checkpoint(int round, GanState state) {}

  /**
   * A checkpoint that is written but not visible; closing it without a commit leaves nothing
   * behind.
   */
  interface Pending extends AutoCloseable {
    void commit();

    @Override
    void close();
  }
}
