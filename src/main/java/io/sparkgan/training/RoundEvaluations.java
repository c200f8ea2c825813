package io.sparkgan.training;

import io.sparkgan.training.CheckpointStore.Checkpoint;

/**
 * The evaluations of a run, beside its training: which rounds are evaluated, and what follows.
 * Round 0 never is.
 *
 * <p>All calls come from the thread that trains; whatever other thread there is has ended when
 * {@link #settle} returns.
 */
public interface RoundEvaluations extends AutoCloseable {

  /** Whether a round is to be evaluated, and so to be committed. */
  boolean isDue(int round);

  /**
   * Takes up the evaluations of a run, and makes up for what an interruption left out.
   *
   * @param from the round that training goes on from
   */
  void resume(Checkpoint from);

  /**
   * Begins to evaluate a round, if it is due; ends it, too, unless evaluations are concurrent.
   *
   * @param committed the newest checkpoint; the round before it is settled
   */
  void begin(Checkpoint committed);

  /**
   * Waits for the evaluation that was begun, if there is one, writes its rows, and keeps its round
   * if that is the best one. Fails as the evaluation failed, in which case nothing is written.
   */
  void settle();

  /** Whether training should end, as rounds no longer get better. */
  boolean plateau();

  /** Settles what is left. */
  @Override
  default void close() {
    settle();
  }

  /** For runs without a judge: no round is ever evaluated. */
  static RoundEvaluations none() {
    return new NoEvaluations();
  }
}
