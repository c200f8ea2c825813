package io.sparkgan.training;

/** Training left the finite numbers. The state that did is never averaged in nor stored. */
public final class DivergedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Names where it happened.
   *
   * @param network {@code generator} or {@code discriminator}
   * @param step local steps since the initial state
   */
  public DivergedException(int round, int worker, String network, long step) {
    super(
        "Training diverged: the %s of worker %d is not finite after step %d (round %d)"
            .formatted(network, worker, step, round));
  }

  /**
   * For an average of finite copies that is not finite itself.
   *
   * @param section name of the state's section
   */
  public DivergedException(int round, String section, long step) {
    super(
        "Training diverged: the average of %s over all workers is not finite after step %d (round %d)"
            .formatted(section, step, round));
  }
}
