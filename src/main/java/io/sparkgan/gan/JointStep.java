package io.sparkgan.gan;

import io.sparkgan.gan.Logits.Target;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * One discriminator update on real and generated images in one batch, its loss a mean over all;
 * then the generator's.
 */
final class JointStep implements LocalStep {
  @Override
  public StepVerdicts run(
      GanNetworks networks, INDArray real, StepLatents latents, long updaterSteps) {
    INDArray generated = networks.generator().train(latents.discriminatorTurn());
    Network discriminator = networks.discriminator();
    Logits all = Logits.of(discriminator.train(Nd4j.concat(0, real, generated)));
    int images = all.values().length;
    Logits onReal = all.range(0, (int) real.size(0));
    Logits onGenerated = all.range((int) real.size(0), images);
    discriminator.backward(
        Nd4j.concat(
            0,
            onReal.error(Target.REAL, images, real),
            onGenerated.error(Target.GENERATED, images, real)));
    discriminator.update(updaterSteps);
    Logits onImitation = GeneratorTurn.run(networks, generated, latents, updaterSteps);
    return new StepVerdicts(onReal, onGenerated, onImitation);
  }
}
