package io.sparkgan.config;

import java.io.Serializable;

/** How a network's weights begin; biases begin at 0, batch norm as the identity. */
public sealed interface WeightInit extends Serializable {

  /**
   * U(-l, l) with l = sqrt(6 / (fan in + fan out)), fans as Keras counts them (Glorot and Bengio
   * 2010).
   */
  record GlorotUniform() implements WeightInit {}

  /** N(0, stddev^2). */
  record Normal(double stddev) implements WeightInit {}
}
