package io.sparkgan.nn.onednn;

import static org.deeplearning4j.nn.params.DefaultParamInitializer.BIAS_KEY;
import static org.deeplearning4j.nn.params.DefaultParamInitializer.WEIGHT_KEY;

import io.sparkgan.nn.tensor.Dims;
import io.sparkgan.nn.tensor.Tensor;
import java.util.Optional;
import java.util.function.Supplier;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Makes the operations of a dense layer or of a convolution. */
final class LinearBlueprint implements Blueprint {
  private final Placement placement;
  private final Dims out;
  private final WeightsOf weights;
  private final KernelsOf kernels;
  private Optional<LinearParameters> known = Optional.empty();

  /**
   * For one layer.
   *
   * @param out one example of its results
   */
  LinearBlueprint(Placement placement, Dims out, WeightsOf weights, KernelsOf kernels) {
    this.placement = placement;
    this.out = out;
    this.weights = weights;
    this.kernels = kernels;
  }

  /** Gives weights the dimensions that their kernels know. */
  interface WeightsOf {
    Weights of(INDArray weights, Supplier<INDArray> gradient);
  }

  /** Makes kernels for batches of one size. */
  interface KernelsOf {
    Kernels of(Weights weights, int count);
  }

  @Override
  public Operation operation(int count, DropoutMask dropout, Views parameters, Views gradients) {
    if (known.isEmpty()) {
      known =
          Optional.of(
              new LinearParameters(
                  weights.of(parameters.of(WEIGHT_KEY), () -> gradients.of(WEIGHT_KEY)),
                  parameters.find(BIAS_KEY).map(Tensor::vector),
                  () -> gradients.find(BIAS_KEY).map(Tensor::vector)));
    }
    LinearParameters linear = known.get();
    return new LinearOperation(
        placement, count, out, kernels.of(linear.weights(), count), linear, dropout);
  }

  @Override
  public void renew() {
    known.ifPresent(it -> it.weights().renew());
  }
}
