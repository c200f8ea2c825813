package io.sparkgan.nn;

import java.io.Serializable;

/**
 * How the places along one side of an image become others.
 *
 * @param method which old ones a new one sees
 */
public record Resampling(int from, int to, Method method) implements Serializable {
  /** Which old places a new one sees. */
  public enum Method {
    /** The one it stands on, whose values are so repeated. */
    NEAREST,
    /**
     * The two around it, with the coordinates of TensorFlow 1's {@code resize_images}: place i
     * looks at i times the ratio, without half pixels, and the last stands for those beyond it.
     */
    BILINEAR
  }

  /** The share of each old place, across, in each new one, down. */
  public double[][] shares() {
    double[][] shares = new double[to][from];
    for (int i = 0; i < to; i++) {
      int before = (int) ((long) i * from / to);
      double beyond = method == Method.NEAREST ? 0 : (double) ((long) i * from % to) / to;
      shares[i][before] += 1 - beyond;
      shares[i][Math.min(before + 1, from - 1)] += beyond;
    }
    return shares;
  }
}
