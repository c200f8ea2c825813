package io.sparkgan.gan;

import io.sparkgan.config.Recipe;
import io.sparkgan.config.Updates;
import io.sparkgan.gan.Logits.Target;

/** The turns of both networks in one local step, in the order and manner of an update plan. */
interface LocalStep {

  /**
   * Updates both networks.
   *
   * @param stepsBefore local steps taken since round 0
   */
  StepVerdicts run(GanNetworks networks, StepInputs inputs, long stepsBefore);

  static LocalStep of(Recipe recipe) {
    return recipe.updates().plan() == Updates.Plan.SIMULTANEOUS
        ? new SimultaneousStep(recipe)
        : new AlternatingStep(recipe);
  }

  /**
   * What the discriminator said in a step.
   *
   * @param real of real images, in its last turn
   * @param generated of the generated images it learns from, in its last turn
   * @param generatorTurn of the images the generator learns from
   */
  record StepVerdicts(Verdict real, Verdict generated, Verdict generatorTurn) {
    StepMetrics metrics(long step, Objective objective) {
      return new StepMetrics(
          step,
          real.loss() + generated.loss(),
          generatorTurn.loss(),
          real.logits().meanProbability(objective),
          generated.logits().meanProbability(objective),
          real.logits().accuracy(objective, Target.REAL),
          generated.logits().accuracy(objective, Target.GENERATED));
    }
  }
}
