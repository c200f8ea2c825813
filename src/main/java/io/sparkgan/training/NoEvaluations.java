package io.sparkgan.training;

import io.sparkgan.training.CheckpointStore.Checkpoint;

/** What a run without a judge has. */
final class NoEvaluations implements RoundEvaluations {
  @Override
  public boolean isDue(int round) {
    return false;
  }

  @Override
  public void resume(Checkpoint from) {}

  @Override
  public void begin(Checkpoint committed) {}

  @Override
  public void settle() {}

  @Override
  public boolean plateau() {
    return false;
  }
}
