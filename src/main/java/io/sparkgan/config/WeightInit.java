package io.sparkgan.config;

import java.io.Serializable;

/** How a network's weights, or its biases, begin; batch norm begins as the identity. */
public sealed interface WeightInit extends Serializable {

  /** All 0; for biases. */
  record Zero() implements WeightInit {}

  /**
   * U(-l, l) with l = sqrt(6 / (fan in + fan out)), fans as Keras counts them (Glorot and Bengio
   * 2010); for weights.
   */
  record GlorotUniform() implements WeightInit {}

  /** N(0, stddev^2). */
  record Normal(double stddev) implements WeightInit {}

  /**
   * N(0, stddev^2) drawn again while it is more than two stddev from 0, as TensorFlow's truncated
   * normal.
   */
  record TruncatedNormal(double stddev) implements WeightInit {}
}
