package io.sparkgan.evaluation;

import java.io.Serializable;
import java.util.List;
import java.util.OptionalDouble;

/** A mean that is still being taken. */
record Mean(double sum, long count) implements Serializable {

  static Mean of(double... values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return new Mean(sum, values.length);
  }

  /** Of the values of all; their order decides the last bits. */
  static Mean merged(List<Mean> means) {
    double sum = 0;
    long count = 0;
    for (Mean mean : means) {
      sum += mean.sum;
      count += mean.count;
    }
    return new Mean(sum, count);
  }

  /** Empty if there are no values. */
  OptionalDouble value() {
    return count == 0 ? OptionalDouble.empty() : OptionalDouble.of(sum / count);
  }
}
