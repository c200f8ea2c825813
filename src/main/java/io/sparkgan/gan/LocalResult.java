package io.sparkgan.gan;

import io.sparkgan.state.GanState;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;

/**
 * What one worker made of its task.
 *
 * @param state its new state; of no use if it diverged
 * @param restoreMillis wall time to put the state into the networks
 * @param trainMillis wall time of the local steps
 * @param emitMillis wall time to read the new state out
 * @param nativeBytes native memory that its networks, optimisers and steps took
 */
public record LocalResult(
    GanState state,
    List<StepMetrics> steps,
    long restoreMillis,
    long trainMillis,
    long emitMillis,
    long nativeBytes,
    Optional<Divergence> divergence) {
  public LocalResult {
    steps = List.copyOf(steps);
  }

  /**
   * Where training left the finite numbers.
   *
   * @param network {@code generator} or {@code discriminator}
   * @param step local steps since the initial state
   */
  public record Divergence(String network, long step) implements Serializable {}
}
