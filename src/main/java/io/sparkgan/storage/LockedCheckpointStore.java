package io.sparkgan.storage;

import io.sparkgan.training.CheckpointStore;
import java.util.Optional;

/**
 * Commits only while a lock is held, and comes back from a commit only if it is held still: what
 * follows one, as a compaction does, needs it as well.
 */
record LockedCheckpointStore(CheckpointStore store, WriteLock lock) implements CheckpointStore {

  @Override
  public Optional<Checkpoint> latest() {
    return store.latest();
  }

  @Override
  public Pending prepare(Checkpoint checkpoint) {
    Pending pending = store.prepare(checkpoint);
    return new Pending() {
      @Override
      public void commit() {
        lock.requireHeld();
        pending.commit();
        lock.requireHeld();
      }

      @Override
      public void close() {
        pending.close();
      }
    };
  }

  @Override
  public void keepBest(int round) {
    lock.requireHeld();
    store.keepBest(round);
  }
}
