package io.sparkgan.nn.onednn;

import io.sparkgan.nn.onednn.Operation.Mode;
import io.sparkgan.nn.tensor.Attributes;
import io.sparkgan.nn.tensor.Engine;
import io.sparkgan.nn.tensor.Formats;
import io.sparkgan.nn.tensor.Numbers;
import io.sparkgan.nn.tensor.Pass;
import io.sparkgan.nn.tensor.Tensor;
import java.util.Optional;
import java.util.function.Supplier;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.inner_product_backward_data;
import org.bytedeco.dnnl.inner_product_backward_weights;
import org.bytedeco.dnnl.inner_product_forward;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive_desc;
import org.bytedeco.javacpp.LongPointer;

/** A dense layer; its input may be images, whose values it sees channel after channel. */
final class DenseKernels extends PrimitiveKernels {
  private final long[] weightDims;
  private final Numbers numbers;
  private final memory.desc anyWeights;

  /**
   * Between batches of one size.
   *
   * @param weightDims units, and the dimensions of one example of the input
   */
  DenseKernels(Weights weights, long[] weightDims, Numbers numbers) {
    super(weights);
    this.weightDims = weightDims;
    this.numbers = numbers;
    this.anyWeights = Formats.any(weightDims, numbers);
  }

  @Override
  public Pass forward(
      Tensor input, Optional<Tensor> bias, Tensor results, AppliedEpilogue epilogue, Mode mode) {
    return forward(
        description(input, format(bias), results, epilogue.fused(mode, DenseKernels::matrix)),
        input,
        bias,
        results,
        it -> epilogue.arguments(it, mode));
  }

  @Override
  public Pass inputGradient(Tensor delta, Tensor inputGradient) {
    return byInput(
        byPlainProduct(
            () ->
                new inner_product_backward_data.primitive_desc(
                    Engine.cpu(),
                    seen(inputGradient),
                    anyWeights,
                    matrix(delta.format()),
                    hint(inputGradient, delta),
                    new Attributes().dnnl(),
                    false)),
        delta,
        inputGradient);
  }

  @Override
  public Pass parameterGradients(Tensor input, Tensor delta, Optional<Tensor> biasGradient) {
    return byParameters(
        byPlainProduct(
            () ->
                new inner_product_backward_weights.primitive_desc(
                    Engine.cpu(),
                    seen(input),
                    plain(),
                    format(biasGradient),
                    matrix(delta.format()),
                    hint(input, delta),
                    new Attributes().dnnl(),
                    false)),
        input,
        delta,
        biasGradient);
  }

  /**
   * Of oneDNN's implementations of a gradient in f32 the one by its plain matrix product, where
   * there is one: it is a tenth faster than the one that oneDNN would choose.
   */
  private <D extends primitive_desc> D byPlainProduct(Supplier<D> description) {
    D made = description.get();
    while (numbers == Numbers.F32 && !made.impl_info_str().getString().contains(":gemm")) {
      if (!made.next_impl()) {
        return description.get();
      }
    }
    return made;
  }

  private inner_product_forward.primitive_desc hint(Tensor input, Tensor results) {
    return description(input, new memory.desc(), results, new Attributes());
  }

  private inner_product_forward.primitive_desc description(
      Tensor input, memory.desc bias, Tensor results, Attributes attributes) {
    return new inner_product_forward.primitive_desc(
        Engine.cpu(),
        dnnl.prop_kind.forward_training,
        seen(input),
        anyWeights,
        bias,
        matrix(results.format()),
        attributes.dnnl(),
        false);
  }

  /** The gradient as DL4J has it, unless it is by images, whose channels lie otherwise there. */
  private memory.desc plain() {
    return weightDims.length == 2
        ? Formats.matrix(weightDims[0], weightDims[1], Numbers.F32)
        : Formats.any(weightDims, Numbers.F32);
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
