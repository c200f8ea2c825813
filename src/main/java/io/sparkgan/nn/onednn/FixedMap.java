package io.sparkgan.nn.onednn;

import io.sparkgan.nn.tensor.Pass;
import io.sparkgan.nn.tensor.Tensor;

/** A linear function of images without parameters. */
interface FixedMap {
  /** Results of the input. */
  Pass forward(Tensor input, Tensor results);

  /** The gradient by the input of that by the results. */
  Pass backward(Tensor errors, Tensor inputGradient);
}
