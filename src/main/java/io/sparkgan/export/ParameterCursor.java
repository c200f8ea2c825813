package io.sparkgan.export;

import java.util.Arrays;

/** Goes through the parameters of a network, layer after layer. */
final class ParameterCursor {
  private final float[] values;
  private int position;

  ParameterCursor(float[] values) {
    this.values = values;
  }

  /** The next so many. */
  float[] next(int count) {
    if (count > values.length - position) {
      throw new IllegalStateException(
          "%d parameters wanted, %d of %d are left"
              .formatted(count, values.length - position, values.length));
    }
    position += count;
    return Arrays.copyOfRange(values, position - count, position);
  }

  /** Makes sure that no layer was forgotten. */
  void requireEnd() {
    if (position != values.length) {
      throw new IllegalStateException(
          "%d parameters of %d belong to no layer"
              .formatted(values.length - position, values.length));
    }
  }
}
