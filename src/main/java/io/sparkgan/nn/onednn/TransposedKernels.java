package io.sparkgan.nn.onednn;

import io.sparkgan.nn.onednn.Operation.Mode;
import io.sparkgan.nn.tensor.Attributes;
import io.sparkgan.nn.tensor.Dims;
import io.sparkgan.nn.tensor.Engine;
import io.sparkgan.nn.tensor.Formats;
import io.sparkgan.nn.tensor.Numbers;
import io.sparkgan.nn.tensor.Pass;
import io.sparkgan.nn.tensor.Products;
import io.sparkgan.nn.tensor.Tensor;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.bytedeco.dnnl.deconvolution_backward_data;
import org.bytedeco.dnnl.deconvolution_backward_weights;
import org.bytedeco.dnnl.deconvolution_forward;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;

/** Transposed convolution. */
final class TransposedKernels extends PrimitiveKernels {
  private final Dims image;
  private final Dims features;
  private final Window window;
  private final Numbers numbers;
  private final long[] weightDims;
  private final memory.desc anyWeights;

  /**
   * Between batches of one size.
   *
   * @param features the input
   * @param out channels of the result
   * @param numbers of input and weights
   */
  TransposedKernels(Weights weights, Dims features, int out, Window window, Numbers numbers) {
    super(weights);
    this.image = window.image(features, out);
    this.features = features;
    this.window = window;
    this.numbers = numbers;
    weightDims = new long[] {out, features.channels(), window.kernel(), window.kernel()};
    anyWeights = Formats.any(weightDims, numbers);
  }

  @Override
  public Pass forward(
      Tensor input, Optional<Tensor> bias, Tensor results, AppliedEpilogue epilogue, Mode mode) {
    Pass linear =
        PatchSum.suits(image)
            ? patches(input, bias, results)
            : forward(
                description(input, format(bias), results, new Attributes()),
                input,
                bias,
                results,
                UnaryOperator.identity());
    return linear.then(epilogue.afterwards(mode));
  }

  private Pass patches(Tensor input, Optional<Tensor> bias, Tensor results) {
    Pass sum =
        new PatchSum(image, window).pass(input, features.channels(), weights(), numbers, results);
    return bias.map(it -> sum.then(plus(it, results))).orElse(sum);
  }

  private Pass plus(Tensor bias, Tensor results) {
    Tensor each = bias.as(Formats.activations(Dims.rows(1, image.channels()), Numbers.F32));
    return Products.sum(results, each, results, new Attributes());
  }

  @Override
  public Pass inputGradient(Tensor delta, Tensor inputGradient) {
    return byInput(
        new deconvolution_backward_data.primitive_desc(
            Engine.cpu(),
            dnnl.algorithm.deconvolution_direct,
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
          .pass(delta, input, weights())
          .then(BiasGradient.pass(delta, image, numbers, biasGradient));
    }
    return byParameters(
        new deconvolution_backward_weights.primitive_desc(
            Engine.cpu(),
            dnnl.algorithm.deconvolution_direct,
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

  private deconvolution_forward.primitive_desc hint(Tensor input, Tensor results) {
    return description(input, new memory.desc(), results, new Attributes());
  }

  private deconvolution_forward.primitive_desc description(
      Tensor input, memory.desc bias, Tensor results, Attributes attributes) {
    return new deconvolution_forward.primitive_desc(
        Engine.cpu(),
        dnnl.prop_kind.forward_training,
        dnnl.algorithm.deconvolution_direct,
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
