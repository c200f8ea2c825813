package io.sparkgan.nn;

import io.sparkgan.nn.Operation.Mode;
import io.sparkgan.nn.onednn.Attributes;
import io.sparkgan.nn.onednn.Engine;
import io.sparkgan.nn.onednn.Formats;
import io.sparkgan.nn.onednn.Numbers;
import io.sparkgan.nn.onednn.Pass;
import io.sparkgan.nn.onednn.Primitive;
import io.sparkgan.nn.onednn.Tensor;
import java.util.Optional;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.inner_product_backward_data;
import org.bytedeco.dnnl.inner_product_backward_weights;
import org.bytedeco.dnnl.inner_product_forward;
import org.bytedeco.dnnl.memory;
import org.bytedeco.javacpp.LongPointer;

/** A dense layer; its input may be images, whose values it sees channel after channel. */
final class DenseKernels implements Kernels {
  private final Weights weights;
  private final long[] weightDims;
  private final memory.desc anyWeights;

  /**
   * Between batches of one size.
   *
   * @param weightDims units, and the dimensions of one example of the input
   */
  DenseKernels(Weights weights, long[] weightDims, Numbers numbers) {
    this.weights = weights;
    this.weightDims = weightDims;
    this.anyWeights = Formats.any(weightDims, numbers);
  }

  @Override
  public Pass forward(
      Tensor input, Optional<Tensor> bias, Tensor results, Finishing finishing, Mode mode) {
    inner_product_forward.primitive_desc description =
        description(
            seen(input),
            bias.map(Tensor::format).orElseGet(memory.desc::new),
            matrix(results.format()),
            finishing.fused(mode, DenseKernels::matrix));
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
    inner_product_backward_data.primitive_desc description =
        new inner_product_backward_data.primitive_desc(
            Engine.cpu(),
            seen(inputGradient),
            anyWeights,
            matrix(delta.format()),
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
    inner_product_backward_weights.primitive_desc description =
        new inner_product_backward_weights.primitive_desc(
            Engine.cpu(),
            seen(input),
            Formats.any(weightDims, Numbers.F32),
            biasGradient.map(Tensor::format).orElseGet(memory.desc::new),
            matrix(delta.format()),
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

  private inner_product_forward.primitive_desc hint(Tensor input, Tensor results) {
    return description(seen(input), new memory.desc(), matrix(results.format()), new Attributes());
  }

  private inner_product_forward.primitive_desc description(
      memory.desc input, memory.desc bias, memory.desc results, Attributes attributes) {
    return new inner_product_forward.primitive_desc(
        Engine.cpu(),
        dnnl.prop_kind.forward_training,
        input,
        anyWeights,
        bias,
        results,
        attributes.dnnl(),
        false);
  }

  private memory.desc seen(Tensor input) {
    return weightDims.length == 2 ? matrix(input.format()) : input.format();
  }

  /** Vectors are activations of height and width 1. */
  private static memory.desc matrix(memory.desc activations) {
    LongPointer dims = activations.get_dims();
    return activations.reshape(new long[] {dims.get(0), dims.get(1)});
  }
}
