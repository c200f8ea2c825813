package io.sparkgan.nn;

import io.sparkgan.config.Compute;
import io.sparkgan.config.LayerSpec;
import io.sparkgan.config.NetworkSpec;
import io.sparkgan.config.OptimiserSpec;
import io.sparkgan.config.Shape;
import io.sparkgan.nn.dl4j.OrdinaryLayers;
import java.util.List;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * Turns the description of a classifier into a DL4J network with softmax and cross entropy at its
 * end, which DL4J and dl4j-spark train by themselves. Parameters are in the order of {@link
 * NetworkBuilder}'s.
 */
public final class ClassifierBuilder {
  private final Layers layers;

  private ClassifierBuilder(Layers layers) {
    this.layers = layers;
  }

  /**
   * Networks to train.
   *
   * @throws IllegalArgumentException if something is left to choose in what they are computed with
   */
  public static ClassifierBuilder of(Compute compute) {
    compute.requireSettled();
    return compute.backend() == Compute.Backend.DL4J
        ? ordinary()
        : new ClassifierBuilder(Layers.of(compute));
  }

  /** Networks of DL4J's own layers alone: dl4j-spark evaluates no others. */
  public static ClassifierBuilder ordinary() {
    return new ClassifierBuilder(new OrdinaryLayers());
  }

  /**
   * A network with these parameters.
   *
   * @throws IllegalArgumentException if the last layer is not a dense one after another of values,
   *     the optimiser is not Adam, or the layers cannot be had
   */
  public MultiLayerNetwork build(NetworkSpec spec, Shape input, float[] parameters) {
    // Layers computed by oneDNN keep memory of their own.
    NeuralNetConfiguration.ListBuilder list =
        new NeuralNetConfiguration.Builder()
            .dataType(layers.dataType())
            .activation(Activation.IDENTITY)
            .updater(updater(spec.optimiser()))
            .trainingWorkspaceMode(WorkspaceMode.NONE)
            .inferenceWorkspaceMode(WorkspaceMode.NONE)
            .list();
    int last = spec.layers().size() - 1;
    NetworkSpec trunk =
        new NetworkSpec(
            spec.layers().subList(0, last), spec.weights(), spec.biases(), spec.optimiser());
    List<Layers.Placed> placed = layers.of(trunk, input);
    NetworkBuilder.place(placed, list);
    list.layer(placed.size(), output(spec.layers().get(last), trunk.output(input)));
    MultiLayerNetwork network = new MultiLayerNetwork(list.build());
    network.init();
    network.setParameters(Batches.of(parameters, 1, parameters.length));
    return network;
  }

  private static OutputLayer output(LayerSpec spec, Shape input) {
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

  private static Adam updater(OptimiserSpec optimiser) {
    if (optimiser instanceof OptimiserSpec.Adam adam) {
      return new Adam(adam.rate(), adam.beta1(), adam.beta2(), adam.epsilon());
    }
    throw new IllegalArgumentException("No classifier is trained by " + optimiser);
  }
}
