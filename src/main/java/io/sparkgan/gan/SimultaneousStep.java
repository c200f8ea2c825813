package io.sparkgan.gan;

import io.sparkgan.gan.Logits.Target;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Both gradients from one forward pass through the discriminator as it was before the step, then
 * both updates. The discriminator's loss is the mean on real plus the mean on generated images.
 */
final class SimultaneousStep implements LocalStep {
  @Override
  public StepVerdicts run(
      GanNetworks networks, INDArray real, StepLatents latents, long updaterSteps) {
    if (!latents.reused()) {
      throw new IllegalArgumentException("One forward pass has one set of latents");
    }
    Network discriminator = networks.discriminator();
    Logits onReal = Logits.of(discriminator.train(real));
    discriminator.backward(onReal.error(Target.REAL, onReal.values().length, real));
    INDArray gradientOnReal = discriminator.gradient().dup();

    INDArray generated = networks.generator().train(latents.discriminatorTurn());
    Logits onGenerated = Logits.of(discriminator.train(generated));
    int images = onGenerated.values().length;
    INDArray error = discriminator.backward(onGenerated.error(Target.REAL, images, generated));
    discriminator.backward(onGenerated.error(Target.GENERATED, images, generated));
    discriminator.gradient().addi(gradientOnReal);

    networks.generator().backward(error);
    discriminator.update(updaterSteps);
    networks.generator().update(updaterSteps);
    return new StepVerdicts(onReal, onGenerated, onGenerated);
  }
}
