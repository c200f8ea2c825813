package io.sparkgan.config;

import java.io.Serializable;

/**
 * How a convolution treats the border: as TensorFlow's "same" does, or with a given number of zeros
 * on every side.
 */
public sealed interface Padding extends Serializable {

  /** Length of a side of {@code in} values after a convolution. */
  int convolved(int in, int kernel, int stride);

  /** Length of a side of {@code in} values after a transposed convolution. */
  int transposed(int in, int kernel, int stride);

  /**
   * Zeros such that a convolution gives ceil(in / stride) values and a transposed one in x stride;
   * an odd total puts the additional zero after.
   */
  record Same() implements Padding {
    @Override
    public int convolved(int in, int kernel, int stride) {
      return (in + stride - 1) / stride;
    }

    @Override
    public int transposed(int in, int kernel, int stride) {
      if (kernel < stride) {
        throw new IllegalArgumentException(
            "a kernel of %d leaves gaps at a stride of %d; make it at least as large"
                .formatted(kernel, stride));
      }
      return in * stride;
    }

    @Override
    public String toString() {
      return "same";
    }
  }

  /** The same number of zeros on every side. */
  record Zeros(int count) implements Padding {
    @Override
    public int convolved(int in, int kernel, int stride) {
      int room = in + 2 * count - kernel;
      if (room < 0) {
        throw new IllegalArgumentException(
            "a kernel of %d does not fit into %d values padded by %d".formatted(kernel, in, count));
      }
      return room / stride + 1;
    }

    @Override
    public int transposed(int in, int kernel, int stride) {
      return (in - 1) * stride + kernel - 2 * count;
    }

    @Override
    public String toString() {
      return Integer.toString(count);
    }
  }
}
