package io.sparkgan.nn.onednn;

import io.sparkgan.nn.tensor.Dims;
import io.sparkgan.nn.tensor.Inlet;
import io.sparkgan.nn.tensor.Numbers;
import io.sparkgan.nn.tensor.Pass;
import io.sparkgan.nn.tensor.Tensor;
import java.util.stream.Stream;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A {@link FixedMap} from batches of images to others. */
final class FixedOperation implements Operation {
  private final Inlet input;
  private final Inlet errors;
  private final Tensor results;
  private final Tensor inputGradient;
  private final Pass forward;
  private final Pass backward;

  FixedOperation(Dims from, Dims to, Numbers numbers, FixedMap map) {
    input = new Inlet(from, numbers);
    errors = new Inlet(to, numbers);
    results = Tensor.activations(to, numbers);
    inputGradient = Tensor.activations(from, numbers);
    forward = map.forward(input.tensor(), results);
    backward = map.backward(errors.tensor(), inputGradient);
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
  public Stream<Tensor> tensors() {
    return Stream.of(input.tensors(), errors.tensors(), forward.tensors(), backward.tensors())
        .flatMap(it -> it);
  }
}
