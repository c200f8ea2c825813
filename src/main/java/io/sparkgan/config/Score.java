package io.sparkgan.config;

/** A score that the best round can be chosen by. */
public enum Score {
  MNIST_SCORE(Better.HIGHER),
  FRECHET_DISTANCE(Better.LOWER),
  KERNEL_DISTANCE(Better.LOWER),
  PRECISION(Better.HIGHER),
  RECALL(Better.HIGHER);

  private enum Better {
    LOWER,
    HIGHER
  }

  private final Better better;

  Score(Better better) {
    this.better = better;
  }

  /** Whether one value of this score is better than another; not a number is never better. */
  public boolean isBetter(double value, double than) {
    return better == Better.HIGHER ? value > than : value < than;
  }
}
