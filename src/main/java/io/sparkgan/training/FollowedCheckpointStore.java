package io.sparkgan.training;

import io.sparkgan.training.CheckpointStore.Checkpoint;
import java.util.Optional;
import java.util.function.Consumer;

/** Does something after each commit of another store. */
record FollowedCheckpointStore(CheckpointStore store, Consumer<Checkpoint> then)
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
        then.accept(checkpoint);
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
