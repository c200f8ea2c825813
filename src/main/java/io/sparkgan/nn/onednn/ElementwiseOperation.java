package io.sparkgan.nn.onednn;

import io.sparkgan.nn.tensor.Dims;
import io.sparkgan.nn.tensor.Inlet;
import io.sparkgan.nn.tensor.Pass;
import io.sparkgan.nn.tensor.Reorder;
import io.sparkgan.nn.tensor.Tensor;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Stream;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A function of each value or dropout that no layer before it can take over. */
final class ElementwiseOperation implements Operation {
  private final Inlet input;
  private final Tensor results;
  private final AppliedEpilogue epilogue;
  private final Map<Mode, Pass> forward = new EnumMap<>(Mode.class);

  ElementwiseOperation(Placement placement, int count, DropoutMask dropout) {
    Dims dims = placement.in().times(count);
    input = new Inlet(dims, placement.handed());
    results = Tensor.activations(dims, placement.handed());
    epilogue =
        new AppliedEpilogue(placement.epilogue(), dropout, results, dims, placement.inside());
  }

  @Override
  public INDArray forward(INDArray array, Mode wanted) {
    input.accept(array);
    forward
        .computeIfAbsent(
            epilogue.begin(wanted),
            mode -> Reorder.between(input.tensor(), results).then(epilogue.afterwards(mode)))
        .run();
    return results.array();
  }

  @Override
  public void receive(INDArray outputGradient) {
    epilogue.receive(outputGradient);
  }

  @Override
  public INDArray inputGradient() {
    return epilogue.delta().array();
  }

  @Override
  public Stream<Tensor> tensors() {
    return Stream.of(
            input.tensors(), epilogue.tensors(), forward.values().stream().flatMap(Pass::tensors))
        .flatMap(it -> it);
  }
}
