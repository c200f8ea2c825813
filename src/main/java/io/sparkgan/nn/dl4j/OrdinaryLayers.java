package io.sparkgan.nn.dl4j;

import io.sparkgan.config.LayerSpec;
import io.sparkgan.config.NetworkSpec;
import io.sparkgan.config.Shape;
import io.sparkgan.nn.Layers;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * DL4J's own layers with nothing of ours in them, so JSON holds all there is to say of them, and
 * networks can share their configuration.
 */
public record OrdinaryLayers() implements Layers {

  @Override
  public DataType dataType() {
    return DataType.FLOAT;
  }

  /**
   * The layers of a network in order.
   *
   * @throws IllegalArgumentException if DL4J has none like one of them
   */
  @Override
  public List<Placed> of(NetworkSpec spec, Shape input) {
    List<Placed> ordinary = new ArrayList<>();
    Shape shape = input;
    for (Placed placed : new Dl4jLayers(dataType()).of(spec, input)) {
      Layer layer = placed.layer();
      for (LayerSpec part : placed.specs()) {
        layer = layer(part, shape, placed.layer());
        shape = part.output(shape);
      }
      ordinary.add(new Placed(layer, placed.reshape(), placed.specs()));
    }
    return ordinary;
  }

  private static Layer layer(LayerSpec spec, Shape input, Layer layer) {
    if (!has(spec)) {
      throw new IllegalArgumentException("DL4J has no layer of its own for " + spec);
    } else if (spec instanceof LayerSpec.BatchNorm norm) {
      return new BatchNormalization.Builder()
          .nIn(input.channels())
          .nOut(input.channels())
          .decay(norm.momentum())
          .eps(norm.epsilon())
          .useLogStd(false)
          .build();
    } else if (spec instanceof LayerSpec.Activation activation) {
      return new ActivationLayer(
          switch (activation.function()) {
            case RELU -> Activation.RELU;
            case TANH -> Activation.TANH;
            case SIGMOID -> Activation.SIGMOID;
          });
    } else if (spec instanceof LayerSpec.LeakyRelu leaky) {
      return new ActivationLayer(new ActivationLReLU(leaky.slope()));
    } else if (spec instanceof LayerSpec.Dropout dropout) {
      return new DropoutLayer(1 - dropout.rate());
    }
    return layer;
  }

  /** Whether DL4J has such a layer of its own, which infers what ours does. */
  public static boolean has(LayerSpec spec) {
    boolean statisticsOfItsBatch =
        spec instanceof LayerSpec.BatchNorm norm
            && norm.statistics() == LayerSpec.BatchNorm.Statistics.BATCH;
    return !statisticsOfItsBatch && !(spec instanceof LayerSpec.BilinearResize);
  }
}
