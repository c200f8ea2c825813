package io.sparkgan.gan;

import io.sparkgan.config.Updates;
import org.nd4j.linalg.api.ndarray.INDArray;

/** One discriminator update and one generator update, in the order and manner of an update plan. */
interface LocalStep {

  /**
   * Updates both networks.
   *
   * @param real real images
   * @param latents noise for the step
   * @param updaterSteps local steps since the optimisers' state was zero
   */
  StepVerdicts run(GanNetworks networks, INDArray real, StepLatents latents, long updaterSteps);

  static LocalStep of(Updates.Plan plan) {
    return switch (plan) {
      case JOINT -> new JointStep();
      case SEPARATE -> new SeparateStep();
      case SIMULTANEOUS -> new SimultaneousStep();
    };
  }

  /**
   * What the discriminator said in a step.
   *
   * @param real of real images
   * @param generated of the generated images it learns from
   * @param generatorTurn of the images the generator learns from
   */
  record StepVerdicts(Logits real, Logits generated, Logits generatorTurn) {
    StepMetrics metrics(long step) {
      return new StepMetrics(
          step,
          real.loss(Logits.Target.REAL) + generated.loss(Logits.Target.GENERATED),
          generatorTurn.loss(Logits.Target.REAL),
          real.meanProbability(),
          generated.meanProbability(),
          real.accuracy(Logits.Target.REAL),
          generated.accuracy(Logits.Target.GENERATED));
    }
  }
}
