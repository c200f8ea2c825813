package io.sparkgan.training;

import io.sparkgan.state.GanState;

/**
 * Takes the time of whole rounds: handing the state out, training, averaging, and collecting the
 * average. Training goes on from call to call.
 */
public final class RoundTimer {
  private final RoundRunner runner;
  private final int localSteps;
  private GanState state;
  private int rounds;

  /**
   * Rounds from the first on.
   *
   * @param localSteps of each worker in a round
   */
  public RoundTimer(RoundRunner runner, int localSteps, GanState initial) {
    this.runner = runner;
    this.localSteps = localSteps;
    this.state = initial;
  }

  /** Trains whole rounds, at least one, until so much time has passed. */
  public Timing train(double seconds) {
    long begun = System.nanoTime();
    long images = 0;
    double passed;
    do {
      rounds++;
      RoundOutcome outcome = runner.run(rounds, localSteps, state);
      state = outcome.state();
      images += outcome.images();
      passed = (System.nanoTime() - begun) / 1e9;
    } while (passed < seconds);
    return new Timing(images, passed);
  }
}
