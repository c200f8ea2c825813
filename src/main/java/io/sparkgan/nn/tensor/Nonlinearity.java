package io.sparkgan.nn.tensor;

import java.io.Serializable;
import org.bytedeco.dnnl.eltwise_backward;
import org.bytedeco.dnnl.eltwise_forward;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.memory;

/**
 * A function of each value, whose derivative follows from its result.
 *
 * @param kind which
 * @param slope of rectifiers for negative values
 */
public record Nonlinearity(Kind kind, double slope) implements Serializable {
  /** No function at all. */
  public static final Nonlinearity NONE = new Nonlinearity(Kind.IDENTITY, 1);

  /** The functions that are known here. */
  public enum Kind {
    IDENTITY(algorithm.eltwise_linear, algorithm.eltwise_linear),
    RECTIFIER(algorithm.eltwise_relu, algorithm.eltwise_relu_use_dst_for_bwd),
    TANH(algorithm.eltwise_tanh, algorithm.eltwise_tanh_use_dst_for_bwd),
    SIGMOID(algorithm.eltwise_logistic, algorithm.eltwise_logistic_use_dst_for_bwd);

    private final algorithm forward;
    private final algorithm backward;

    Kind(algorithm forward, algorithm backward) {
      this.forward = forward;
      this.backward = backward;
    }
  }

  /** Whether it leaves values as they are. */
  public boolean isIdentity() {
    return kind == Kind.IDENTITY;
  }

  /**
   * Whether it multiplies each value by one of two slopes, which a positive factor does not change.
   */
  public boolean isPiecewiseLinear() {
    return kind == Kind.IDENTITY || kind == Kind.RECTIFIER;
  }

  /** Applies it to the result of a primitive. */
  public Attributes after(Attributes attributes) {
    return isIdentity() ? attributes : attributes.then(kind.forward, slope);
  }

  /** From one tensor to another, which may be the same. */
  public Pass apply(Tensor from, Tensor to) {
    return new Primitive(description(from.format(), to.format()))
        .with(dnnl.DNNL_ARG_SRC, from)
        .with(dnnl.DNNL_ARG_DST, to);
  }

  /** From the gradient by its results to that by its values, given the results. */
  public Pass differentiate(Tensor results, Tensor byResults, Tensor byValues) {
    memory.desc format = results.format();
    return new Primitive(
            new eltwise_backward.primitive_desc(
                Engine.cpu(),
                kind.backward,
                byValues.format(),
                byResults.format(),
                format,
                (float) slope,
                0,
                hint(format),
                new Attributes().dnnl(),
                false))
        .with(dnnl.DNNL_ARG_DST, results)
        .with(dnnl.DNNL_ARG_DIFF_DST, byResults)
        .with(dnnl.DNNL_ARG_DIFF_SRC, byValues);
  }

  private eltwise_forward.primitive_desc hint(memory.desc format) {
    return new eltwise_forward.primitive_desc(
        Engine.cpu(),
        dnnl.prop_kind.forward_training,
        kind.backward,
        format,
        format,
        (float) slope,
        0,
        new Attributes().dnnl(),
        false);
  }

  private eltwise_forward.primitive_desc description(memory.desc from, memory.desc to) {
    return new eltwise_forward.primitive_desc(
        Engine.cpu(),
        dnnl.prop_kind.forward_inference,
        kind.forward,
        from,
        to,
        (float) slope,
        0,
        new Attributes().dnnl(),
        false);
  }
}
