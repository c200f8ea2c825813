package io.sparkgan.nn;

import io.sparkgan.nn.onednn.Dims;
import io.sparkgan.nn.onednn.Inlet;
import io.sparkgan.nn.onednn.Pass;
import io.sparkgan.nn.onednn.Reorder;
import io.sparkgan.nn.onednn.Tensor;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Stream;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A function of each value or dropout that no layer before it can take over. */
final class FinishOperation implements Operation {
  private final Inlet input;
  private final Tensor results;
  private final Finishing finishing;
  private final Map<Mode, Pass> forward = new EnumMap<>(Mode.class);

  FinishOperation(Placement placement, int count, DropoutMask dropout) {
    Dims dims = placement.in().times(count);
    input = new Inlet(dims, placement.handed());
    results =
        dims.flat()
            ? Tensor.rows(dims, placement.handed())
            : Tensor.images(dims, placement.handed());
    finishing =
        new Finishing(
            placement.finish(), dropout, results, dims, placement.handed(), placement.inside());
  }

  @Override
  public INDArray forward(INDArray array, Mode wanted) {
    input.accept(array);
    forward
        .computeIfAbsent(
            finishing.begin(wanted),
            mode -> Reorder.between(input.tensor(), results).then(finishing.afterwards(mode)))
        .run();
    return results.array();
  }

  @Override
  public void receive(INDArray outputGradient) {
    finishing.receive(outputGradient);
  }

  @Override
  public INDArray inputGradient() {
    return finishing.delta().array();
  }

  @Override
  public void parameterGradients() {
    // There are no parameters.
  }

  @Override
  public Stream<Tensor> tensors() {
    return Stream.of(
            input.tensors(), finishing.tensors(), forward.values().stream().flatMap(Pass::tensors))
        .flatMap(it -> it);
  }
}
