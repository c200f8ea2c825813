package io.sparkgan.averaging;

import java.io.Serializable;

/**
 * One worker's copy of a chunk.
 *
 * @param weight how much it counts in the mean; positive
 */
public record Contribution(int worker, double weight, float[] values) implements Serializable {
  public Contribution {
    if (!(weight > 0 && Double.isFinite(weight))) {
      throw new IllegalArgumentException("Worker %d has weight %s".formatted(worker, weight));
    }
  }
}
