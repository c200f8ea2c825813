package io.sparkgan.nn;

import io.sparkgan.nn.Operation.Mode;
import io.sparkgan.nn.onednn.Attributes;
import io.sparkgan.nn.onednn.Dims;
import io.sparkgan.nn.onednn.Engine;
import io.sparkgan.nn.onednn.Formats;
import io.sparkgan.nn.onednn.Numbers;
import io.sparkgan.nn.onednn.Pass;
import io.sparkgan.nn.onednn.Primitive;
import io.sparkgan.nn.onednn.Tensor;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.bytedeco.dnnl.convolution_backward_data;
import org.bytedeco.dnnl.convolution_backward_weights;
import org.bytedeco.dnnl.convolution_forward;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;

/** Convolution. */
final class ConvolutionKernels implements Kernels {
  private final Weights weights;
  private final Dims image;
  private final Window window;
  private final Numbers numbers;
  private final long[] strides;
  private final long[] before;
  private final long[] after;
  private final long[] weightDims;
  private final memory.desc anyWeights;

  /**
   * Between batches of one size.
   *
   * @param out channels of the result
   * @param numbers of input and weights
   */
  ConvolutionKernels(Weights weights, Dims image, int out, Window window, Numbers numbers) {
    this.weights = weights;
    this.image = image;
    this.window = window;
    this.numbers = numbers;
    strides = new long[] {window.stride(), window.stride()};
    before = new long[] {window.before(image.height()), window.before(image.width())};
    after = new long[] {window.after(image.height()), window.after(image.width())};
    weightDims = new long[] {out, image.channels(), window.kernel(), window.kernel()};
    anyWeights = Formats.any(weightDims, numbers);
  }

  @Override
  public Pass forward(
      Tensor input, Optional<Tensor> bias, Tensor results, Finishing finishing, Mode mode) {
    convolution_forward.primitive_desc description =
        description(
            input.format(),
            bias.map(Tensor::format).orElseGet(memory.desc::new),
            results.format(),
            finishing.fused(mode, UnaryOperator.identity()));
    Weights.Packed packed = weights.packed(description.weights_desc());
    Primitive primitive =
        new Primitive(description)
            .with(dnnl.DNNL_ARG_SRC, input)
            .with(dnnl.DNNL_ARG_WEIGHTS, packed.tensor())
            .with(dnnl.DNNL_ARG_DST, results);
    bias.ifPresent(it -> primitive.with(dnnl.DNNL_ARG_BIAS, it));
    finishing.arguments(primitive, mode);
    return packed.before(primitive);
  }

  @Override
  public Pass inputGradient(Tensor delta, Tensor inputGradient) {
    if (PatchSum.suits(image)) {
      return new PatchSum(image, window)
          .pass(delta, (int) weightDims[0], weights, numbers, inputGradient);
    }
    convolution_backward_data.primitive_desc description =
        new convolution_backward_data.primitive_desc(
            Engine.cpu(),
            dnnl.algorithm.convolution_direct,
            inputGradient.format(),
            anyWeights,
            delta.format(),
            strides,
            before,
            after,
            hint(inputGradient, delta),
            new Attributes().dnnl(),
            false);
    Weights.Packed packed = weights.packed(description.weights_desc());
    return packed.before(
        new Primitive(description)
            .with(dnnl.DNNL_ARG_DIFF_DST, delta)
            .with(dnnl.DNNL_ARG_WEIGHTS, packed.tensor())
            .with(dnnl.DNNL_ARG_DIFF_SRC, inputGradient));
  }

  @Override
  public Pass parameterGradients(Tensor input, Tensor delta, Optional<Tensor> biasGradient) {
    Correlation correlation = new Correlation(image, features(), window, numbers);
    if (correlation.suits()) {
      Pass byWeights = correlation.pass(input, delta, weights);
      return biasGradient
          .map(it -> byWeights.then(BiasGradient.pass(delta, features(), numbers, it)))
          .orElse(byWeights);
    }
    convolution_backward_weights.primitive_desc description =
        new convolution_backward_weights.primitive_desc(
            Engine.cpu(),
            dnnl.algorithm.convolution_direct,
            input.format(),
            Formats.any(weightDims, Numbers.F32),
            biasGradient.map(Tensor::format).orElseGet(memory.desc::new),
            delta.format(),
            strides,
            before,
            after,
            hint(input, delta),
            new Attributes().dnnl(),
            false);
    Weights.Target target = weights.target(description.diff_weights_desc());
    Primitive primitive =
        new Primitive(description)
            .with(dnnl.DNNL_ARG_SRC, input)
            .with(dnnl.DNNL_ARG_DIFF_DST, delta)
            .with(dnnl.DNNL_ARG_DIFF_WEIGHTS, target.tensor());
    biasGradient.ifPresent(it -> primitive.with(dnnl.DNNL_ARG_DIFF_BIAS, it));
    return primitive.then(target.store());
  }

  private convolution_forward.primitive_desc hint(Tensor input, Tensor results) {
    return description(input.format(), new memory.desc(), results.format(), new Attributes());
  }

  private convolution_forward.primitive_desc description(
      memory.desc input, memory.desc bias, memory.desc results, Attributes attributes) {
    return new convolution_forward.primitive_desc(
        Engine.cpu(),
        dnnl.prop_kind.forward_training,
        dnnl.algorithm.convolution_direct,
        input,
        anyWeights,
        bias,
        results,
        strides,
        before,
        after,
        attributes.dnnl(),
        false);
  }

  private Dims features() {
    return new Dims(
        image.count(),
        (int) weightDims[0],
        window.windows(image.height()),
        window.windows(image.width()));
  }
}
