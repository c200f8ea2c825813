package io.sparkgan.nn;

import static org.deeplearning4j.nn.params.DefaultParamInitializer.BIAS_KEY;
import static org.deeplearning4j.nn.params.DefaultParamInitializer.WEIGHT_KEY;

import io.sparkgan.nn.onednn.Dims;
import io.sparkgan.nn.onednn.Formats;
import io.sparkgan.nn.onednn.Numbers;
import io.sparkgan.nn.onednn.Tensor;
import java.util.Map;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Makes the operations of a dense layer or of a convolution. */
abstract class LinearBlueprint implements Blueprint {
  private final Placement placement;
  private final Dims out;
  private final DropoutMask dropout;
  private Optional<LinearParameters> known = Optional.empty();

  /**
   * For one layer.
   *
   * @param out one example of its results
   */
  LinearBlueprint(Placement placement, Dims out) {
    this.placement = placement;
    this.out = out;
    this.dropout = new DropoutMask(placement.finish().keep());
  }

  /** The weights in the format that their kernels know. */
  abstract Weights weights(INDArray weights, INDArray gradient);

  abstract Kernels kernels(Weights weights, int count);

  @Override
  public Operation operation(
      int count, Map<String, INDArray> parameters, Map<String, INDArray> gradients) {
    if (known.isEmpty()) {
      known =
          Optional.of(
              new LinearParameters(
                  weights(parameters.get(WEIGHT_KEY), gradients.get(WEIGHT_KEY)),
                  bias(parameters),
                  bias(gradients)));
    }
    LinearParameters linear = known.get();
    return new LinearOperation(
        placement, count, out, kernels(linear.weights(), count), linear, dropout);
  }

  @Override
  public void renew() {
    known.ifPresent(it -> it.weights().renew());
  }

  private static Optional<Tensor> bias(Map<String, INDArray> views) {
    return Optional.ofNullable(views.get(BIAS_KEY))
        .map(view -> Tensor.over(view, Formats.vector(view.length(), Numbers.F32)));
  }

  @Override
  public void seed(long seed) {
    dropout.seed(seed);
  }
}
