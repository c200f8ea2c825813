package io.sparkgan.training;

/** Training left the finite numbers. The state that did is never averaged in nor stored. */
public final class DivergedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public DivergedException(int round, int worker, String network, long step) {
    super(
        "Training diverged: round %d, worker %d, %s, step %d is not finite"
            .formatted(round, worker, network, step));
  }
}
