package io.sparkgan.gan;

import io.sparkgan.gan.Logits.Target;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A discriminator update on real images, another on generated images, then the generator's. */
final class SeparateStep implements LocalStep {
  @Override
  public StepVerdicts run(
      GanNetworks networks, INDArray real, StepLatents latents, long updaterSteps) {
    Network discriminator = networks.discriminator();
    Logits onReal = learn(discriminator, real, Target.REAL, 2 * updaterSteps);
    INDArray generated = networks.generator().train(latents.discriminatorTurn());
    Logits onGenerated = learn(discriminator, generated, Target.GENERATED, 2 * updaterSteps + 1);
    Logits onImitation = GeneratorTurn.run(networks, generated, latents, updaterSteps);
    return new StepVerdicts(onReal, onGenerated, onImitation);
  }

  private static Logits learn(
      Network discriminator, INDArray images, Target target, long iteration) {
    Logits logits = Logits.of(discriminator.train(images));
    discriminator.backward(logits.error(target, logits.values().length, images));
    discriminator.update(iteration);
    return logits;
  }
}
