package io.sparkgan.storage;

import io.sparkgan.training.CheckpointStore;
import java.util.Optional;

/** Compacts a run's tables after each commit. */
record CompactingCheckpointStore(CheckpointStore store, Compaction compaction)
    implements CheckpointStore {

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
        pending.commit();
        compaction.run();
      }

      @Override
      public void close() {
        pending.close();
      }
    };
  }

  @Override
  public void keepBest(int round) {
    store.keepBest(round);
  }
}
