package io.sparkgan.gan;

import io.sparkgan.config.WeightInit;
import java.util.SplittableRandom;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.params.DefaultParamInitializer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Draws the initial weights from the run's own random stream. DL4J's initialisers count the fan-out
 * of a convolution otherwise than Keras, and draw from a generator that ignores the upper half of
 * its seed.
 */
final class WeightInitialiser {
  private final WeightInit init;
  private final SplittableRandom random;

  WeightInitialiser(WeightInit init, SplittableRandom random) {
    this.init = init;
    this.random = random;
  }

  /**
   * Sets the weights of every layer; biases and batch norm stay as DL4J begins them: 0, and the
   * identity.
   */
  void apply(MultiLayerNetwork network) {
    for (Layer layer : network.getLayers()) {
      INDArray weights = layer.paramTable().get(DefaultParamInitializer.WEIGHT_KEY);
      if (weights != null) {
        float[] values = new float[(int) weights.length()];
        double scale = scale(weights.shape());
        for (int i = 0; i < values.length; i++) {
          values[i] = (float) draw(scale);
        }
        weights.assign(Nd4j.createFromArray(values).reshape('c', weights.shape()));
      }
    }
  }

  private double draw(double scale) {
    if (init instanceof WeightInit.Normal) {
      return scale * random.nextGaussian();
    }
    return scale * random.nextDouble(-1, 1);
  }

  /**
   * Standard deviation or limit. Weights are [in, out], or [out, in, k, k] and its transpose, whose
   * sums agree.
   */
  private double scale(long[] shape) {
    if (init instanceof WeightInit.Normal normal) {
      return normal.stddev();
    }
    long receptive = shape.length == 4 ? shape[2] * shape[3] : 1;
    return Math.sqrt(6.0 / ((shape[0] + shape[1]) * receptive));
  }
}
