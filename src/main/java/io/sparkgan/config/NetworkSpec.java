package io.sparkgan.config;

import java.io.Serializable;
import java.util.List;

/**
 * One network of a recipe: its layers from input to output, how its weights and biases begin and
 * how they are updated.
 */
public record NetworkSpec(
    List<LayerSpec> layers, WeightInit weights, WeightInit biases, OptimiserSpec optimiser)
    implements Serializable {
  public NetworkSpec {
    layers = List.copyOf(layers);
  }

  /** The shape of one example after the last layer; see {@link LayerSpec#output}. */
  public Shape output(Shape input) {
    Shape shape = input;
    for (LayerSpec layer : layers) {
      shape = layer.output(shape);
    }
    return shape;
  }

  /** Parameters of all layers, batch-norm running statistics included, for one input shape. */
  public long parameters(Shape input) {
    long sum = 0;
    Shape shape = input;
    for (LayerSpec layer : layers) {
      sum += layer.parameters(shape);
      shape = layer.output(shape);
    }
    return sum;
  }
}
