package io.sparkgan.nn.onednn;

import io.sparkgan.nn.tensor.Dims;
import io.sparkgan.nn.tensor.Inlet;
import io.sparkgan.nn.tensor.Numbers;
import io.sparkgan.nn.tensor.Pass;
import io.sparkgan.nn.tensor.Tensor;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Weights times input plus bias, finished: dense layers and both kinds of convolution. */
final class LinearOperation implements Operation {
  private final Kernels kernels;
  private final LinearParameters parameters;
  private final Inlet input;
  private final Tensor results;
  private final AppliedEpilogue epilogue;
  private final Map<Mode, Pass> forward = new EnumMap<>(Mode.class);
  private final Dims in;
  private final Placement placement;
  private Optional<Pass> received = Optional.empty();
  private Optional<Tensor> inputGradient = Optional.empty();
  private Pass byInput = Pass.NOTHING;
  private Optional<Pass> byParameters = Optional.empty();

  LinearOperation(
      Placement placement,
      int count,
      Dims out,
      Kernels kernels,
      LinearParameters parameters,
      DropoutMask dropout) {
    this.placement = placement;
    this.kernels = kernels;
    this.parameters = parameters;
    Dims dims = out.times(count);
    Numbers inside = placement.inside();
    in = placement.in().times(count);
    input = new Inlet(in, inside);
    results = Tensor.activations(dims, placement.handed());
    epilogue = new AppliedEpilogue(placement.epilogue(), dropout, results, dims, inside);
  }

  @Override
  public INDArray forward(INDArray array, Mode wanted) {
    input.accept(array);
    Mode mode = epilogue.begin(wanted);
    forward
        .computeIfAbsent(
            mode, it -> kernels.forward(input.tensor(), parameters.bias(), results, epilogue, it))
        .run();
    return results.array();
  }

  @Override
  public void receive(INDArray outputGradient) {
    epilogue.receive(outputGradient);
    if (received.isEmpty()) {
      received = Optional.of(kernels.receive(epilogue.delta()));
    }
    received.get().run();
  }

  @Override
  public INDArray inputGradient() {
    if (inputGradient.isEmpty()) {
      Tensor made = Tensor.activations(in, placement.inside());
      byInput = kernels.inputGradient(epilogue.delta(), made);
      inputGradient = Optional.of(made);
    }
    byInput.run();
    return inputGradient.get().array();
  }

  @Override
  public void parameterGradients() {
    if (byParameters.isEmpty()) {
      byParameters =
          Optional.of(
              kernels.parameterGradients(
                  input.tensor(), epilogue.delta(), parameters.biasGradient().get()));
    }
    byParameters.get().run();
  }

  @Override
  public Stream<Tensor> tensors() {
    Stream<Pass> passes =
        Stream.concat(
            forward.values().stream(),
            Stream.concat(
                received.stream(), Stream.concat(Stream.of(byInput), byParameters.stream())));
    return Stream.of(
            Stream.of(results),
            inputGradient.stream(),
            input.tensors(),
            parameters.weights().tensors(),
            epilogue.tensors(),
            passes.flatMap(Pass::tensors))
        .flatMap(it -> it);
  }
}
