package io.sparkgan.gan;

import io.sparkgan.config.NetworkSpec;
import io.sparkgan.config.WeightInit;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.params.DefaultParamInitializer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Draws the initial weights and biases from the run's own random stream. DL4J's initialisers count
 * the fan-out of a convolution otherwise than Keras, and draw from a generator that ignores the
 * upper half of its seed.
 */
final class WeightInitialiser {
  /** In standard deviations, as in TensorFlow. */
  private static final double TRUNCATION = 2;

  private final NetworkSpec spec;
  private final SplittableRandom random;

  WeightInitialiser(NetworkSpec spec, SplittableRandom random) {
    this.spec = spec;
    this.random = random;
  }

  /**
   * Sets the weights and then the biases of layer after layer; batch norm stays as DL4J begins it,
   * the identity.
   */
  void apply(MultiLayerNetwork network) {
    for (Layer layer : network.getLayers()) {
      parameter(layer, DefaultParamInitializer.WEIGHT_KEY)
          .ifPresent(weights -> fill(weights, spec.weights()));
      parameter(layer, DefaultParamInitializer.BIAS_KEY)
          .ifPresent(biases -> fill(biases, spec.biases()));
    }
  }

  private static Optional<INDArray> parameter(Layer layer, String key) {
    return Optional.ofNullable(layer.paramTable().get(key));
  }

  private void fill(INDArray parameter, WeightInit init) {
    DoubleSupplier draws = draws(init, parameter.shape());
    float[] values = new float[(int) parameter.length()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) draws.getAsDouble();
    }
    parameter.assign(Nd4j.createFromArray(values).reshape('c', parameter.shape()));
  }

  private DoubleSupplier draws(WeightInit init, long[] shape) {
    if (init instanceof WeightInit.Normal normal) {
      return () -> normal.stddev() * random.nextGaussian();
    } else if (init instanceof WeightInit.TruncatedNormal normal) {
      return () -> normal.stddev() * truncatedGaussian();
    } else if (init instanceof WeightInit.GlorotUniform) {
      double limit = glorotLimit(shape);
      return () -> limit * random.nextDouble(-1, 1);
    }
    return () -> 0;
  }

  private double truncatedGaussian() {
    double draw;
    do {
      draw = random.nextGaussian();
    } while (Math.abs(draw) > TRUNCATION);
    return draw;
  }

  /** Weights are [in, out], or [out, in, k, k] and its transpose, whose sums agree. */
  private static double glorotLimit(long[] shape) {
    long receptive = shape.length == 4 ? shape[2] * shape[3] : 1;
    return Math.sqrt(6.0 / ((shape[0] + shape[1]) * receptive));
  }
}
