package io.sparkgan.nn;

import io.sparkgan.config.Compute;
import io.sparkgan.config.LayerSpec;
import io.sparkgan.config.NetworkSpec;
import io.sparkgan.config.Shape;
import io.sparkgan.nn.dl4j.Dl4jLayers;
import io.sparkgan.nn.onednn.OneDnnLayers;
import io.sparkgan.nn.tensor.Numbers;
import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.nd4j.linalg.api.buffer.DataType;

/** Who computes the layers of a network. */
public interface Layers {

  /** Numbers of the parameters. */
  DataType dataType();

  /** The layers of a network in order. */
  List<Placed> of(NetworkSpec spec, Shape input);

  /**
   * A layer in its place.
   *
   * @param reshape what its input goes through first
   * @param specs what it stands for, with what only reshapes
   */
  record Placed(Layer layer, Optional<InputPreProcessor> reshape, List<LayerSpec> specs) {}

  /** DL4J itself, with parameters and activations of these numbers. */
  static Layers dl4j(DataType dataType) {
    return new Dl4jLayers(dataType);
  }

  /**
   * As a settled choice says.
   *
   * @throws IllegalArgumentException if it is not settled
   */
  static Layers of(Compute compute) {
    return switch (compute.backend()) {
      case DL4J -> new Dl4jLayers(DataType.FLOAT);
      case ONEDNN -> new OneDnnLayers(Numbers.of(compute.precision()));
      case AUTO -> throw new IllegalArgumentException("Nothing is settled by " + compute);
    };
  }
}
