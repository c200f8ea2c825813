package io.sparkgan.nn;

import io.sparkgan.nn.onednn.Attributes;
import io.sparkgan.nn.onednn.Dims;
import io.sparkgan.nn.onednn.Engine;
import io.sparkgan.nn.onednn.Inlet;
import io.sparkgan.nn.onednn.Numbers;
import io.sparkgan.nn.onednn.Pass;
import io.sparkgan.nn.onednn.Primitive;
import io.sparkgan.nn.onednn.Tensor;
import java.util.stream.Stream;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.pooling_backward;
import org.bytedeco.dnnl.pooling_forward;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Means of squares of pixels that do not overlap; what is left over is dropped. */
final class PoolOperation implements Operation {
  private static final long[] NONE = {0, 0};

  private final long[] square;
  private final Inlet input;
  private final Inlet errors;
  private final Tensor results;
  private final Tensor inputGradient;
  private final Pass forward;
  private final Pass backward;

  PoolOperation(Dims in, int side, Numbers numbers) {
    square = new long[] {side, side};
    Dims out = new Dims(in.count(), in.channels(), in.height() / side, in.width() / side);
    input = new Inlet(in, numbers);
    errors = new Inlet(out, numbers);
    results = Tensor.images(out, numbers);
    inputGradient = Tensor.images(in, numbers);
    forward =
        new Primitive(description())
            .with(dnnl.DNNL_ARG_SRC, input.tensor())
            .with(dnnl.DNNL_ARG_DST, results);
    backward = backward();
  }

  private pooling_forward.primitive_desc description() {
    return new pooling_forward.primitive_desc(
        Engine.cpu(),
        dnnl.prop_kind.forward_training,
        dnnl.algorithm.pooling_avg_exclude_padding,
        input.tensor().format(),
        results.format(),
        square,
        square,
        NONE,
        NONE,
        NONE,
        new Attributes().dnnl(),
        false);
  }

  private Pass backward() {
    pooling_backward.primitive_desc description =
        new pooling_backward.primitive_desc(
            Engine.cpu(),
            dnnl.algorithm.pooling_avg_exclude_padding,
            inputGradient.format(),
            errors.tensor().format(),
            square,
            square,
            NONE,
            NONE,
            NONE,
            description(),
            new Attributes().dnnl(),
            false);
    return new Primitive(description)
        .with(dnnl.DNNL_ARG_DIFF_DST, errors.tensor())
        .with(dnnl.DNNL_ARG_DIFF_SRC, inputGradient);
  }

  @Override
  public INDArray forward(INDArray array, Mode mode) {
    input.accept(array);
    forward.run();
    return results.array();
  }

  @Override
  public void receive(INDArray outputGradient) {
    errors.accept(outputGradient);
  }

  @Override
  public INDArray inputGradient() {
    backward.run();
    return inputGradient.array();
  }

  @Override
  public void parameterGradients() {
    // There are no parameters.
  }

  @Override
  public Stream<Tensor> tensors() {
    return Stream.of(input.tensors(), errors.tensors(), forward.tensors(), backward.tensors())
        .flatMap(it -> it);
  }
}
