package io.sparkgan.nn.onednn;

import io.sparkgan.nn.tensor.Dims;
import io.sparkgan.nn.tensor.Inlet;
import io.sparkgan.nn.tensor.Numbers;
import io.sparkgan.nn.tensor.Pass;
import io.sparkgan.nn.tensor.Tensor;
import java.util.Optional;
import java.util.stream.Stream;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A {@link FixedMap} from batches of images to others. */
final class FixedOperation implements Operation {
  private final Inlet input;
  private final Inlet errors;
  private final Tensor results;
  private final Pass forward;
  private final Dims from;
  private final Numbers numbers;
  private final FixedMap map;
  private Optional<Tensor> inputGradient = Optional.empty();
  private Pass backward = Pass.NOTHING;

  FixedOperation(Dims from, Dims to, Numbers numbers, FixedMap map) {
    input = new Inlet(from, numbers);
    errors = new Inlet(to, numbers);
    results = Tensor.activations(to, numbers);
    this.from = from;
    this.numbers = numbers;
    this.map = map;
    forward = map.forward(input.tensor(), results);
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
    if (inputGradient.isEmpty()) {
      Tensor made = Tensor.activations(from, numbers);
      backward = map.backward(errors.tensor(), made);
      inputGradient = Optional.of(made);
    }
    backward.run();
    return inputGradient.get().array();
  }

  @Override
  public Stream<Tensor> tensors() {
    return Stream.of(input.tensors(), errors.tensors(), forward.tensors(), backward.tensors())
        .flatMap(it -> it);
  }
}
