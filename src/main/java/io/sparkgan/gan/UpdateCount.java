package io.sparkgan.gan;

/** The updates that one optimiser, or several together, have made. */
final class UpdateCount {
  private long sinceStart;
  private long sinceZero;

  /**
   * Sets both counts.
   *
   * @param start updates since round 0; schedules count these
   * @param zero updates since the optimiser's memory was zero; Adam's bias correction counts these
   */
  void set(long start, long zero) {
    sinceStart = start;
    sinceZero = zero;
  }

  /** Begins the bias correction anew, whatever the memory holds. */
  void restartBiasCorrection() {
    sinceZero = 0;
  }

  void increment() {
    sinceStart++;
    sinceZero++;
  }

  long sinceStart() {
    return sinceStart;
  }

  long sinceZero() {
    return sinceZero;
  }
}
