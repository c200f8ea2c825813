package io.sparkgan.nn.onednn;

import io.sparkgan.nn.onednn.Operation.Mode;
import io.sparkgan.nn.tensor.Dims;
import io.sparkgan.nn.tensor.Numbers;
import io.sparkgan.nn.tensor.Pass;
import io.sparkgan.nn.tensor.Tensor;
import java.util.Optional;

/** The three products of a linear layer, for one size of batch. */
interface Kernels {
  /** Those of a convolution of images, by the way that takes least. */
  static Kernels ofConvolution(
      Weights weights, Dims image, int out, Window window, Numbers numbers) {
    Dims features = window.features(image, out);
    return FourierKernels.suits(image, features, window)
        ? new FourierKernels(weights, Direction.CONVOLUTION, image, features, window, numbers)
        : new ConvolutionKernels(weights, image, out, window, numbers);
  }

  /** Those of a transposed convolution of features, by the way that takes least. */
  static Kernels ofTransposed(
      Weights weights, Dims features, int out, Window window, Numbers numbers) {
    Dims image = window.image(features, out);
    return FourierKernels.suits(image, features, window)
        ? new FourierKernels(weights, Direction.TRANSPOSED, image, features, window, numbers)
        : new TransposedKernels(weights, features, out, window, numbers);
  }

  /** Results of the input, finished. */
  Pass forward(
      Tensor input, Optional<Tensor> bias, Tensor results, AppliedEpilogue epilogue, Mode mode);

  /** What both gradients need, once before them. */
  default Pass receive(Tensor delta) {
    return Pass.NOTHING;
  }

  /** The gradient by the input. */
  Pass inputGradient(Tensor delta, Tensor inputGradient);

  /** The gradients by the weights and the bias. */
  Pass parameterGradients(Tensor input, Tensor delta, Optional<Tensor> biasGradient);
}
