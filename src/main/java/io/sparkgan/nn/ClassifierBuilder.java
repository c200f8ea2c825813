package io.sparkgan.nn;

import io.sparkgan.config.LayerSpec;
import io.sparkgan.config.NetworkSpec;
import io.sparkgan.config.OptimiserSpec;
import io.sparkgan.config.Shape;
import java.util.List;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * Turns the description of a classifier into a DL4J network of DL4J's own layers alone, so that
 * dl4j-spark can train and evaluate it: it sends networks as JSON, which knows no others. Softmax
 * and cross entropy are at the end. Parameters are in the order of {@link NetworkBuilder}'s.
 */
public final class ClassifierBuilder {
  private final Layers layers = Layers.dl4j(DataType.FLOAT);

  /**
   * A network with these parameters.
   *
   * @throws IllegalArgumentException if the last layer is not dense, or DL4J has none like one of
   *     them
   */
  public MultiLayerNetwork build(NetworkSpec spec, Shape input, float[] parameters) {
    NeuralNetConfiguration.ListBuilder list =
        new NeuralNetConfiguration.Builder()
            .dataType(layers.dataType())
            .activation(Activation.IDENTITY)
            .updater(updater(spec.optimiser()))
            .list();
    List<Layers.Placed> placed = layers.of(spec, input);
    Shape before = input;
    for (int i = 0; i < placed.size(); i++) {
      int index = i;
      List<LayerSpec> specs = placed.get(i).specs();
      for (LayerSpec reshaping : specs.subList(0, specs.size() - 1)) {
        before = reshaping.output(before);
      }
      LayerSpec layer = specs.get(specs.size() - 1);
      boolean last = i == placed.size() - 1;
      list.layer(i, last ? output(layer, before) : ordinary(layer, before, placed.get(i).layer()));
      placed.get(i).reshape().ifPresent(it -> list.inputPreProcessor(index, it));
      before = layer.output(before);
    }
    MultiLayerNetwork network = new MultiLayerNetwork(list.build());
    network.init();
    network.setParameters(Batches.of(parameters, 1, parameters.length));
    return network;
  }

  private static Layer output(LayerSpec spec, Shape input) {
    if (spec instanceof LayerSpec.Dense dense) {
      return new OutputLayer.Builder(LossFunction.MCXENT)
          .nIn(input.size())
          .nOut(dense.units())
          .hasBias(dense.bias())
          .activation(Activation.SOFTMAX)
          .build();
    }
    throw new IllegalArgumentException("A classifier does not end in " + spec);
  }

  /** DL4J's own in place of ours. */
  private static Layer ordinary(LayerSpec spec, Shape input, Layer layer) {
    if (spec instanceof LayerSpec.BatchNorm norm) {
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
    } else if (spec instanceof LayerSpec.Dense
        || spec instanceof LayerSpec.Convolution
        || spec instanceof LayerSpec.AveragePool) {
      return layer;
    }
    throw new IllegalArgumentException("DL4J has no layer of its own for " + spec);
  }

  private static Adam updater(OptimiserSpec optimiser) {
    if (optimiser instanceof OptimiserSpec.Adam adam) {
      return new Adam(adam.rate(), adam.beta1(), adam.beta2(), adam.epsilon());
    }
    throw new IllegalArgumentException("No classifier is trained by " + optimiser);
  }
}
