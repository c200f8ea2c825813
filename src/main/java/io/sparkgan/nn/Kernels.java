package io.sparkgan.nn;

import io.sparkgan.nn.Operation.Mode;
import io.sparkgan.nn.onednn.Pass;
import io.sparkgan.nn.onednn.Tensor;
import java.util.Optional;

/** The three products of a linear layer, for one size of batch. */
interface Kernels {
  /** Results of the input, finished. */
  Pass forward(Tensor input, Optional<Tensor> bias, Tensor results, Finishing finishing, Mode mode);

  /** The gradient by the input. */
  Pass inputGradient(Tensor delta, Tensor inputGradient);

  /** The gradients by the weights and the bias. */
  Pass parameterGradients(Tensor input, Tensor delta, Optional<Tensor> biasGradient);
}
