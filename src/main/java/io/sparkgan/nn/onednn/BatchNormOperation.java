package io.sparkgan.nn.onednn;

import static org.deeplearning4j.nn.params.BatchNormalizationParamInitializer.BETA;
import static org.deeplearning4j.nn.params.BatchNormalizationParamInitializer.GAMMA;
import static org.deeplearning4j.nn.params.BatchNormalizationParamInitializer.GLOBAL_MEAN;
import static org.deeplearning4j.nn.params.BatchNormalizationParamInitializer.GLOBAL_VAR;

import io.sparkgan.nn.BatchNorm;
import io.sparkgan.nn.tensor.Attributes;
import io.sparkgan.nn.tensor.Dims;
import io.sparkgan.nn.tensor.Engine;
import io.sparkgan.nn.tensor.Formats;
import io.sparkgan.nn.tensor.Inlet;
import io.sparkgan.nn.tensor.Numbers;
import io.sparkgan.nn.tensor.Pass;
import io.sparkgan.nn.tensor.Primitive;
import io.sparkgan.nn.tensor.Products;
import io.sparkgan.nn.tensor.Tensor;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.bytedeco.dnnl.batch_normalization_backward;
import org.bytedeco.dnnl.batch_normalization_forward;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.global.dnnl.normalization_flags;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Batch normalisation (Ioffe and Szegedy 2015) per channel, finished. As in DL4J the moves of the
 * running statistics stand in the gradient, to be subtracted from them.
 */
final class BatchNormOperation implements Operation {
  private final BatchNorm norm;
  private final Views parameters;
  private final Views gradients;
  private final Inlet input;
  private final Tensor results;
  private final Dims dims;
  private final Tensor mean;
  private final Tensor variance;
  private final AppliedEpilogue epilogue;
  private final Map<Mode, Pass> forward = new EnumMap<>(Mode.class);
  private Optional<Tensor> inputGradient = Optional.empty();
  private Pass backward = Pass.NOTHING;

  BatchNormOperation(
      BatchNorm norm,
      Placement placement,
      int count,
      DropoutMask dropout,
      Views parameters,
      Views gradients) {
    this.norm = norm;
    this.parameters = parameters;
    this.gradients = gradients;
    dims = placement.in().times(count);
    Numbers inside = placement.inside();
    input = new Inlet(dims, inside);
    results = Tensor.activations(dims, inside);
    mean = Tensor.of(Formats.vector(dims.channels(), Numbers.F32));
    variance = Tensor.of(Formats.vector(dims.channels(), Numbers.F32));
    epilogue = new AppliedEpilogue(placement.epilogue(), dropout, results, dims, inside);
  }

  @Override
  public INDArray forward(INDArray array, Mode wanted) {
    input.accept(array);
    forward.computeIfAbsent(epilogue.begin(wanted), this::forward).run();
    return results.array();
  }

  private Pass forward(Mode mode) {
    boolean running = mode == Mode.INFERENCE && !norm.infersWithBatch();
    Primitive primitive =
        new Primitive(description(running))
            .with(dnnl.DNNL_ARG_SRC, input.tensor())
            .with(dnnl.DNNL_ARG_DST, results)
            .with(dnnl.DNNL_ARG_SCALE, parameters.vector(GAMMA))
            .with(dnnl.DNNL_ARG_SHIFT, parameters.vector(BETA))
            .with(dnnl.DNNL_ARG_MEAN, running ? parameters.vector(GLOBAL_MEAN) : mean)
            .with(dnnl.DNNL_ARG_VARIANCE, running ? parameters.vector(GLOBAL_VAR) : variance);
    return primitive.then(epilogue.afterwards(mode));
  }

  @Override
  public void receive(INDArray outputGradient) {
    epilogue.receive(outputGradient);
    if (inputGradient.isEmpty()) {
      Tensor made = Tensor.activations(dims, input.tensor().numbers());
      backward = backward(made);
      inputGradient = Optional.of(made);
    }
    backward.run();
  }

  /** All gradients come from one pass over the values. */
  private Pass backward(Tensor byInput) {
    batch_normalization_backward.primitive_desc description =
        new batch_normalization_backward.primitive_desc(
            Engine.cpu(),
            dnnl.prop_kind.backward.value,
            byInput.format(),
            epilogue.delta().format(),
            input.tensor().format(),
            (float) norm.getEps(),
            flags(),
            description(false),
            new Attributes().dnnl(),
            false);
    return new Primitive(description)
        .with(dnnl.DNNL_ARG_SRC, input.tensor())
        .with(dnnl.DNNL_ARG_MEAN, mean)
        .with(dnnl.DNNL_ARG_VARIANCE, variance)
        .with(dnnl.DNNL_ARG_DIFF_DST, epilogue.delta())
        .with(dnnl.DNNL_ARG_SCALE, parameters.vector(GAMMA))
        .with(dnnl.DNNL_ARG_DIFF_SRC, byInput)
        .with(dnnl.DNNL_ARG_DIFF_SCALE, gradients.vector(GAMMA))
        .with(dnnl.DNNL_ARG_DIFF_SHIFT, gradients.vector(BETA))
        .then(moves(GLOBAL_MEAN, mean))
        .then(moves(GLOBAL_VAR, variance))
        .then(norm.learnsScale() ? Pass.NOTHING : () -> gradients.of(GAMMA).assign(0));
  }

  /** (1 - momentum) (running - batch's). */
  private Pass moves(String statistic, Tensor ofBatch) {
    return Products.difference(
        parameters.vector(statistic),
        ofBatch,
        gradients.vector(statistic),
        new Attributes().then(dnnl.algorithm.eltwise_linear, 1 - norm.getDecay()));
  }

  private batch_normalization_forward.primitive_desc description(boolean running) {
    int flags = running ? flags() | normalization_flags.use_global_stats.value : flags();
    return new batch_normalization_forward.primitive_desc(
        Engine.cpu(),
        (running ? dnnl.prop_kind.forward_inference : dnnl.prop_kind.forward_training).value,
        input.tensor().format(),
        results.format(),
        (float) norm.getEps(),
        flags,
        new Attributes().dnnl(),
        false);
  }

  private static int flags() {
    return normalization_flags.use_scale.value | normalization_flags.use_shift.value;
  }

  @Override
  public INDArray inputGradient() {
    return inputGradient.orElseThrow().array();
  }

  @Override
  public Stream<Tensor> tensors() {
    return Stream.of(
            input.tensors(),
            epilogue.tensors(),
            forward.values().stream().flatMap(Pass::tensors),
            backward.tensors())
        .flatMap(it -> it);
  }
}
