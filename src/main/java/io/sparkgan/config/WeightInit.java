package io.sparkgan.config;

import java.io.Serializable;

/** How a network's weights, or its biases, begin; batch norm begins as the identity. */
public sealed interface WeightInit extends Serializable {

  /** For people: {@code N(0, 0.02^2)}. */
  String description();

  /** All 0; for biases. */
  record Zero() implements WeightInit {
    @Override
    public String description() {
      return "0";
    }
  }

  /**
   * U(-l, l) with l = sqrt(6 / (fan in + fan out)), fans as Keras counts them (Glorot and Bengio
   * 2010); for weights.
   */
  record GlorotUniform() implements WeightInit {
    @Override
    public String description() {
      return "Glorot uniform";
    }
  }

  /** N(0, stddev^2). */
  record Normal(double stddev) implements WeightInit {
    @Override
    public String description() {
      return "N(0, %s^2)".formatted(Decimal.text(stddev));
    }
  }

  /**
   * N(0, stddev^2) drawn again while it is more than two stddev from 0, as TensorFlow's truncated
   * normal.
   */
  record TruncatedNormal(double stddev) implements WeightInit {
    @Override
    public String description() {
      return "truncated N(0, %s^2)".formatted(Decimal.text(stddev));
    }
  }
}
