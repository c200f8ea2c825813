package io.sparkgan.nn;

import io.sparkgan.nn.onednn.Tensor;
import java.util.Optional;

/**
 * Weights, and bias if there is one.
 *
 * @param bias a view of the parameters, as its gradient is of the gradient
 */
record LinearParameters(Weights weights, Optional<Tensor> bias, Optional<Tensor> biasGradient) {}
