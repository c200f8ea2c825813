package io.sparkgan.state;

import java.io.Serializable;

/**
 * One named run of floats in a state.
 *
 * @param name lower case with a slash, as in {@code generator/parameters}
 * @param length number of floats
 */
public record Section(String name, Kind kind, int length) implements Serializable {

  /** The generator's parameters. */
  public static final String GENERATOR = "generator/parameters";

  /** The discriminator's parameters. */
  public static final String DISCRIMINATOR = "discriminator/parameters";

  /** The moving average of the generator's parameters over rounds, where one is kept. */
  public static final String GENERATOR_AVERAGE = "generator/average";

  /** What the floats are, and so how rounds treat them. */
  public enum Kind {
    /** Weights, biases, batch-norm scales, shifts and running statistics. */
    PARAMETERS,
    /** An optimiser's memory of past gradients. */
    UPDATER,
    /** A mean over rounds, which the driver keeps and no worker sees. */
    MOVING_AVERAGE
  }

  public Section {
    if (!name.matches("[a-z]+/[a-z-]+")) {
      throw new IllegalArgumentException("Not a section name: " + name);
    }
    if (length < 0) {
      throw new IllegalArgumentException(
          "Section %s has negative length %d".formatted(name, length));
    }
  }
}
