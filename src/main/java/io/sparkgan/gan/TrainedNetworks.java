package io.sparkgan.gan;

import io.sparkgan.config.Recipe;
import io.sparkgan.nn.Layers;
import io.sparkgan.state.GanState;
import io.sparkgan.state.Section;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * The parameters that both networks of a state compute with, layer after layer: what keeps the
 * discriminator smooth in training is in them.
 */
public record TrainedNetworks(Recipe recipe, GanState state) {

  /** Parameters of the generator. */
  public float[] generator() {
    Generator generator = new Generator(recipe, layers());
    generator.network().restore(state.values(Section.GENERATOR));
    return generator.network().parameters();
  }

  /** Parameters of the discriminator, with its weights normalised if the recipe says so. */
  public float[] discriminator() {
    Discriminator discriminator = new Discriminator(recipe, layers());
    discriminator.restore(state.values(Section.DISCRIMINATOR));
    return discriminator.network().parameters();
  }

  private static Layers layers() {
    return Layers.dl4j(DataType.FLOAT);
  }
}
