package io.sparkgan.training;

import io.sparkgan.state.GanState;

/** Trains one round on all workers and averages what they return. */
public interface RoundRunner {

  /**
   * Runs one round.
   *
   * @param round from 1
   * @param localSteps of each worker
   * @param state the averaged state of the round before
   * @throws DivergedException if a worker's state or loss is not finite
   */
  RoundOutcome run(int round, int localSteps, GanState state);
}
