package io.sparkgan.nn.onednn;

import io.sparkgan.nn.tensor.Pass;
import io.sparkgan.nn.tensor.Primitive;
import io.sparkgan.nn.tensor.Tensor;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive_desc;

/** Those by oneDNN's three primitives for each kind of layer, which take the same arguments. */
abstract class PrimitiveKernels implements Kernels {
  private final Weights weights;

  PrimitiveKernels(Weights weights) {
    this.weights = weights;
  }

  final Weights weights() {
    return weights;
  }

  /**
   * Runs a primitive that makes results.
   *
   * @param more gives the primitive further arguments
   */
  final Pass forward(
      primitive_desc description,
      Tensor input,
      Optional<Tensor> bias,
      Tensor results,
      UnaryOperator<Primitive> more) {
    Weights.Packed packed = weights.packed(description.weights_desc());
    Primitive primitive =
        new Primitive(description)
            .with(dnnl.DNNL_ARG_SRC, input)
            .with(dnnl.DNNL_ARG_WEIGHTS, packed.tensor())
            .with(dnnl.DNNL_ARG_DST, results);
    bias.ifPresent(it -> primitive.with(dnnl.DNNL_ARG_BIAS, it));
    return packed.before(more.apply(primitive));
  }

  /** Runs a primitive that makes the gradient by the input. */
  final Pass byInput(primitive_desc description, Tensor delta, Tensor inputGradient) {
    Weights.Packed packed = weights.packed(description.weights_desc());
    return packed.before(
        new Primitive(description)
            .with(dnnl.DNNL_ARG_DIFF_DST, delta)
            .with(dnnl.DNNL_ARG_WEIGHTS, packed.tensor())
            .with(dnnl.DNNL_ARG_DIFF_SRC, inputGradient));
  }

  /** Runs a primitive that makes the gradients by weights and bias. */
  final Pass byParameters(
      primitive_desc description, Tensor input, Tensor delta, Optional<Tensor> biasGradient) {
    Weights.Target target = weights.target(description.diff_weights_desc());
    Primitive primitive =
        new Primitive(description)
            .with(dnnl.DNNL_ARG_SRC, input)
            .with(dnnl.DNNL_ARG_DIFF_DST, delta)
            .with(dnnl.DNNL_ARG_DIFF_WEIGHTS, target.tensor());
    biasGradient.ifPresent(it -> primitive.with(dnnl.DNNL_ARG_DIFF_BIAS, it));
    return primitive.then(target.store());
  }

  /** As primitives are told of a bias, or that there is none. */
  static memory.desc format(Optional<Tensor> bias) {
    return bias.map(Tensor::format).orElseGet(memory.desc::new);
  }
}
