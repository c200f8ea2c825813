package io.sparkgan.nn.onednn;

import io.sparkgan.nn.tensor.Attributes;
import io.sparkgan.nn.tensor.Engine;
import io.sparkgan.nn.tensor.Pass;
import io.sparkgan.nn.tensor.Primitive;
import io.sparkgan.nn.tensor.Tensor;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.pooling_backward;
import org.bytedeco.dnnl.pooling_forward;

/**
 * Means of squares of pixels that do not overlap; what is left over is dropped.
 *
 * @param side of a square in pixels
 */
record Pooling(int side) implements FixedMap {

  @Override
  public Pass forward(Tensor input, Tensor results) {
    return new Primitive(description(input, results))
        .with(dnnl.DNNL_ARG_SRC, input)
        .with(dnnl.DNNL_ARG_DST, results);
  }

  @Override
  public Pass backward(Tensor errors, Tensor inputGradient) {
    pooling_backward.primitive_desc description =
        new pooling_backward.primitive_desc(
            Engine.cpu(),
            dnnl.algorithm.pooling_avg_exclude_padding,
            inputGradient.format(),
            errors.format(),
            square(),
            square(),
            nothing(),
            nothing(),
            nothing(),
            description(inputGradient, errors),
            new Attributes().dnnl(),
            false);
    return new Primitive(description)
        .with(dnnl.DNNL_ARG_DIFF_DST, errors)
        .with(dnnl.DNNL_ARG_DIFF_SRC, inputGradient);
  }

  private pooling_forward.primitive_desc description(Tensor input, Tensor results) {
    return new pooling_forward.primitive_desc(
        Engine.cpu(),
        dnnl.prop_kind.forward_training,
        dnnl.algorithm.pooling_avg_exclude_padding,
        input.format(),
        results.format(),
        square(),
        square(),
        nothing(),
        nothing(),
        nothing(),
        new Attributes().dnnl(),
        false);
  }

  private long[] square() {
    return new long[] {side, side};
  }

  /** No dilation, no padding. */
  private static long[] nothing() {
    return new long[] {0, 0};
  }
}
