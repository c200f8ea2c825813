package io.sparkgan.gan;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.params.DefaultParamInitializer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Divides every weight matrix W of a network by its largest singular value s (Miyato et al. 2018):
 * forward passes see W / s, the optimiser sees W.
 */
final class SpectralNorm {
  private final List<NormalisedWeights> all = new ArrayList<>();

  SpectralNorm(MultiLayerNetwork network) {
    for (Layer layer : network.getLayers()) {
      INDArray weights = layer.paramTable().get(DefaultParamInitializer.WEIGHT_KEY);
      if (weights != null) {
        INDArray gradient =
            layer
                .conf()
                .getLayer()
                .initializer()
                .getGradientsFromFlattened(layer.conf(), layer.getGradientsViewArray())
                .get(DefaultParamInitializer.WEIGHT_KEY);
        all.add(new NormalisedWeights(weights, gradient));
      }
    }
  }

  /**
   * To be told when the network's weights are new. Power iteration begins at a fixed vector and is
   * long, so that nothing but the weights need be kept between rounds. Not to be called within a
   * step.
   */
  void begin() {
    try {
      StepMemory.during(
          () -> {
            all.forEach(NormalisedWeights::takeNew);
            return all;
          });
    } finally {
      StepMemory.release();
    }
  }

  /** Before an update: the network's weights and their gradient become those of W. */
  void remove() {
    for (NormalisedWeights weights : all) {
      weights.differentiate();
      weights.putRaw();
    }
  }

  /** Native memory beside the network's. */
  long bytes() {
    return all.stream().mapToLong(NormalisedWeights::bytes).sum();
  }

  /** After an update: forward passes see the new weights normalised. */
  void refresh() {
    all.forEach(NormalisedWeights::takeUpdated);
  }

  /** Does something while the network holds W. */
  <T> T without(Supplier<T> work) {
    all.forEach(NormalisedWeights::putRaw);
    T result = work.get();
    all.forEach(NormalisedWeights::putNormalised);
    return result;
  }
}
