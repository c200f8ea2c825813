package io.sparkgan.nn.onednn;

import io.sparkgan.nn.tensor.Attributes;
import io.sparkgan.nn.tensor.Nonlinearity;
import java.io.Serializable;
import org.bytedeco.dnnl.global.dnnl;

/**
 * What is done to each value of a layer's result: a function, then inverted dropout.
 *
 * @param nonlinearity the function
 * @param keep probability that a value survives; 1 for no dropout
 */
record Epilogue(Nonlinearity nonlinearity, double keep) implements Serializable {
  static final Epilogue NOTHING = new Epilogue(Nonlinearity.NONE, 1);

  Epilogue {
    if (!(keep > 0 && keep <= 1)) {
      throw new IllegalArgumentException("Probability to keep must be in (0, 1], found " + keep);
    }
    if (keep < 1 && !nonlinearity.isPiecewiseLinear()) {
      // The derivative could not be told from the result.
      throw new IllegalArgumentException("Dropout may follow rectifiers only, not " + nonlinearity);
    }
  }

  boolean drops() {
    return keep < 1;
  }

  /** Makes up for what was dropped. */
  Attributes survivors(Attributes attributes) {
    return attributes.then(dnnl.algorithm.eltwise_linear, 1 / keep);
  }

  boolean isNothing() {
    return nonlinearity.isIdentity() && !drops();
  }
}
