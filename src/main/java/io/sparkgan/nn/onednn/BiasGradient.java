package io.sparkgan.nn.onednn;

import io.sparkgan.nn.tensor.Dims;
import io.sparkgan.nn.tensor.Formats;
import io.sparkgan.nn.tensor.Numbers;
import io.sparkgan.nn.tensor.Pass;
import io.sparkgan.nn.tensor.Products;
import io.sparkgan.nn.tensor.Tensor;
import java.util.Optional;

/** The gradient by a bias for each channel: the sum over all places, a product with ones. */
final class BiasGradient {
  private BiasGradient() {}

  /**
   * From the gradient by the results.
   *
   * @param biasGradient where it goes, if there is a bias
   */
  static Pass pass(Tensor delta, Dims dims, Numbers numbers, Optional<Tensor> biasGradient) {
    return biasGradient.map(it -> pass(delta, dims, numbers, it)).orElse(Pass.NOTHING);
  }

  private static Pass pass(Tensor delta, Dims dims, Numbers numbers, Tensor biasGradient) {
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
