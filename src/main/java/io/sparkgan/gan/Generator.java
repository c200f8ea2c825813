package io.sparkgan.gan;

import io.sparkgan.config.Recipe;
import io.sparkgan.nn.Layers;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** From noise to images. A class is told to the network one-hot behind the latents. */
final class Generator {
  private final Network network;
  private final int classes;

  Generator(Recipe recipe, Layers layers) {
    network = new Network(recipe.generator(), recipe.generatorInput(), layers);
    classes = recipe.classes();
  }

  Network network() {
    return network;
  }

  /** In training mode: batch statistics, dropout. */
  Images train(Noise noise) {
    return new Images(network.train(input(noise)), noise.classes());
  }

  /** In inference mode: running statistics, no dropout. */
  Images infer(Noise noise) {
    return new Images(network.infer(input(noise)), noise.classes());
  }

  /**
   * One update.
   *
   * @param imageGradient of the loss by the images of the last pass in training mode
   */
  void learn(INDArray imageGradient, Optimiser optimiser) {
    network.backward(imageGradient, Network.Wanted.BY_PARAMETERS);
    network.update(optimiser);
  }

  private INDArray input(Noise noise) {
    return classes == 0
        ? noise.latents()
        : Nd4j.concat(
            1,
            noise.latents(),
            Noise.oneHot(noise.classes(), classes).castTo(noise.latents().dataType()));
  }
}
