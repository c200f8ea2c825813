package io.sparkgan.nn.tensor;

import java.io.Serializable;

/**
 * The shape of a batch.
 *
 * @param count examples
 * @param channels of each; a vector has its units here
 * @param height 1 for vectors
 * @param width 1 for vectors
 */
public record Dims(int count, int channels, int height, int width) implements Serializable {
  /** A batch of vectors. */
  public static Dims rows(int count, int units) {
    return new Dims(count, units, 1, 1);
  }

  /** Another number of such examples. */
  public Dims times(int examples) {
    return new Dims(examples, channels, height, width);
  }

  /** Whether the examples are vectors. */
  public boolean flat() {
    return height == 1 && width == 1;
  }

  /** Whether channels first and channels last are the same order. */
  boolean hasOneOrder() {
    return flat() || channels == 1;
  }

  /** Values of one example. */
  public int each() {
    return channels * height * width;
  }

  /** Values of all of them. */
  public long size() {
    return (long) count * each();
  }

  /** Places of an image times their number. */
  public int places() {
    return count * height * width;
  }

  /** As oneDNN wants them: count, channels, height, width. */
  public long[] nchw() {
    return new long[] {count, channels, height, width};
  }
}
