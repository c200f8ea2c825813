package io.sparkgan.nn.onednn;

import io.sparkgan.nn.onednn.Operation.Mode;
import io.sparkgan.nn.tensor.Attributes;
import io.sparkgan.nn.tensor.Dims;
import io.sparkgan.nn.tensor.Engine;
import io.sparkgan.nn.tensor.Formats;
import io.sparkgan.nn.tensor.Numbers;
import io.sparkgan.nn.tensor.Pass;
import io.sparkgan.nn.tensor.Tensor;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.bytedeco.dnnl.convolution_backward_data;
import org.bytedeco.dnnl.convolution_backward_weights;
import org.bytedeco.dnnl.convolution_forward;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;

/** Convolution. */
final class ConvolutionKernels extends PrimitiveKernels {
  private final Dims image;
  private final Dims features;
  private final Window window;
  private final Numbers numbers;
  private final long[] weightDims;
  private final memory.desc anyWeights;

  /**
   * Between batches of one size.
   *
   * @param image the input
   * @param out channels of the result
   * @param numbers of input and weights
   */
  ConvolutionKernels(Weights weights, Dims image, int out, Window window, Numbers numbers) {
    super(weights);
    this.image = image;
    this.features = window.features(image, out);
    this.window = window;
    this.numbers = numbers;
    weightDims = new long[] {out, image.channels(), window.kernel(), window.kernel()};
    anyWeights = Formats.any(weightDims, numbers);
  }

  @Override
  public Pass forward(
      Tensor input, Optional<Tensor> bias, Tensor results, AppliedEpilogue epilogue, Mode mode) {
    return forward(
        description(input, format(bias), results, epilogue.fused(mode, UnaryOperator.identity())),
        input,
        bias,
        results,
        it -> epilogue.arguments(it, mode));
  }

  @Override
  public Pass inputGradient(Tensor delta, Tensor inputGradient) {
    if (PatchSum.suits(image)) {
      return new PatchSum(image, window)
          .pass(delta, features.channels(), weights(), numbers, inputGradient);
    }
    return byInput(
        new convolution_backward_data.primitive_desc(
            Engine.cpu(),
            dnnl.algorithm.convolution_direct,
            inputGradient.format(),
            anyWeights,
            delta.format(),
            window.strides(),
            window.before(image),
            window.after(image),
            hint(inputGradient, delta),
            new Attributes().dnnl(),
            false),
        delta,
        inputGradient);
  }

  @Override
  public Pass parameterGradients(Tensor input, Tensor delta, Optional<Tensor> biasGradient) {
    Correlation correlation = new Correlation(image, features, window, numbers);
    if (correlation.suits()) {
      return correlation
          .pass(input, delta, weights())
          .then(BiasGradient.pass(delta, features, numbers, biasGradient));
    }
    return byParameters(
        new convolution_backward_weights.primitive_desc(
            Engine.cpu(),
            dnnl.algorithm.convolution_direct,
            input.format(),
            Formats.any(weightDims, Numbers.F32),
            format(biasGradient),
            delta.format(),
            window.strides(),
            window.before(image),
            window.after(image),
            hint(input, delta),
            new Attributes().dnnl(),
            false),
        input,
        delta,
        biasGradient);
  }

  private convolution_forward.primitive_desc hint(Tensor input, Tensor results) {
    return description(input, new memory.desc(), results, new Attributes());
  }

  private convolution_forward.primitive_desc description(
      Tensor input, memory.desc bias, Tensor results, Attributes attributes) {
    return new convolution_forward.primitive_desc(
        Engine.cpu(),
        dnnl.prop_kind.forward_training,
        dnnl.algorithm.convolution_direct,
        input.format(),
        anyWeights,
        bias,
        results.format(),
        window.strides(),
        window.before(image),
        window.after(image),
        attributes.dnnl(),
        false);
  }
}
