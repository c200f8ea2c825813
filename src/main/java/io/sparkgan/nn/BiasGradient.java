package io.sparkgan.nn;

import io.sparkgan.nn.onednn.Dims;
import io.sparkgan.nn.onednn.Formats;
import io.sparkgan.nn.onednn.Numbers;
import io.sparkgan.nn.onednn.Pass;
import io.sparkgan.nn.onednn.Products;
import io.sparkgan.nn.onednn.Tensor;

/** The gradient by a bias for each channel: the sum over all places, a product with ones. */
final class BiasGradient {
  private BiasGradient() {}

  /** From the gradient by the results. */
  static Pass pass(Tensor delta, Dims dims, Numbers numbers, Tensor biasGradient) {
    Tensor ones = Tensor.filled(Formats.matrix(1, dims.places(), numbers), numbers, 1);
    return Products.ofMatrices(
        ones,
        ones.format(),
        delta,
        Formats.matrix(dims.places(), dims.channels(), numbers),
        biasGradient,
        Formats.matrix(1, dims.channels(), Numbers.F32));
  }
}
