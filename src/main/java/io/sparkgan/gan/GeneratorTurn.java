package io.sparkgan.gan;

import io.sparkgan.gan.Logits.Target;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The generator's update: its gradient comes through the discriminator, whose own parameters,
 * optimiser and running statistics do not move because its gradient is dropped.
 */
final class GeneratorTurn {
  private GeneratorTurn() {}

  /**
   * Updates the generator.
   *
   * @param generated the images made from the discriminator's latents, the generator's last forward
   *     pass
   * @return what the discriminator says of the images the generator learns from
   */
  static Logits run(GanNetworks networks, INDArray generated, StepLatents latents, long iteration) {
    INDArray images =
        latents.reused() ? generated : networks.generator().train(latents.generatorTurn());
    Logits logits = Logits.of(networks.discriminator().train(images));
    INDArray error =
        networks
            .discriminator()
            .backward(logits.error(Target.REAL, logits.values().length, images));
    networks.generator().backward(error);
    networks.generator().update(iteration);
    return logits;
  }
}
