package io.sparkgan.gan;

import java.util.List;

/**
 * Where the time of a local step goes.
 *
 * @param millis wall time of a step
 * @param parts what the networks did, in order
 */
public record StepProfile(double millis, List<Part> parts) {
  public StepProfile {
    parts = List.copyOf(parts);
  }

  /** A network, or the network whose turn it is. */
  public enum Player {
    DISCRIMINATOR,
    GENERATOR
  }

  /** What a network does. */
  public enum Phase {
    FORWARD,
    /** The gradients by inputs and parameters. */
    BACKWARD,
    /** The optimiser's step. */
    UPDATE
  }

  /**
   * One phase of one network in one turn.
   *
   * @param turn whose turn it is
   * @param network which works
   */
  public record Pass(Player turn, Player network, Phase phase) {}

  /**
   * A pass in one layer.
   *
   * @param layer in words; {@code all layers} of an update
   * @param millis wall time in a step
   * @param gflop billions of floating-point operations that dense layers and convolutions need in a
   *     step; 0 of others
   */
  public record Part(Pass pass, String layer, double millis, double gflop) {}

  /** Wall time of a step outside the networks: drawing images and noise, losses, metrics. */
  public double restMillis() {
    return Math.max(0, millis - parts.stream().mapToDouble(Part::millis).sum());
  }

  /** Billions of floating-point operations that a step needs. */
  public double gflop() {
    return parts.stream().mapToDouble(Part::gflop).sum();
  }
}
