package io.sparkgan.nn;

import io.sparkgan.config.NetworkSpec;
import io.sparkgan.config.Shape;
import java.util.List;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.NoOp;

/** Turns the description of a network into a DL4J network. */
public final class NetworkBuilder {
  private final Layers layers;

  public NetworkBuilder(Layers layers) {
    this.layers = layers;
  }

  /** A network with DL4J's own initial weights. */
  public MultiLayerNetwork build(NetworkSpec spec, Shape input) {
    // A mini-batch's gradient is summed here and averaged by the loss, so DL4J must not divide
    // again; and an optimiser of our own does what DL4J's updaters would. Layers computed by oneDNN
    // keep memory of their own.
    NeuralNetConfiguration.ListBuilder list =
        new NeuralNetConfiguration.Builder()
            .dataType(layers.dataType())
            .miniBatch(false)
            .activation(Activation.IDENTITY)
            .updater(new NoOp())
            .trainingWorkspaceMode(WorkspaceMode.NONE)
            .inferenceWorkspaceMode(WorkspaceMode.NONE)
            .list();
    place(layers.of(spec, input), list);
    MultiLayerNetwork network = new MultiLayerNetwork(list.build());
    network.init();
    return network;
  }

  /** Puts layers at the beginning of a network, each behind what its input goes through first. */
  static void place(List<Layers.Placed> placed, NeuralNetConfiguration.ListBuilder list) {
    for (int i = 0; i < placed.size(); i++) {
      int index = i;
      list.layer(index, placed.get(index).layer());
      placed.get(index).reshape().ifPresent(it -> list.inputPreProcessor(index, it));
    }
  }
}
