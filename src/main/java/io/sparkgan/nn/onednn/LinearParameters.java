package io.sparkgan.nn.onednn;

import io.sparkgan.nn.tensor.Tensor;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Weights, and bias if there is one.
 *
 * @param bias a view of the parameters
 * @param biasGradient a view of the gradient, which DL4J may make later
 */
record LinearParameters(
    Weights weights, Optional<Tensor> bias, Supplier<Optional<Tensor>> biasGradient) {}
