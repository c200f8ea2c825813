package io.sparkgan.gan;

import io.sparkgan.config.Recipe;
import io.sparkgan.gan.Logits.Target;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Both gradients from one forward pass through the discriminator as it was before the step, then
 * both updates. The discriminator's loss is the mean on real plus the mean on generated images.
 */
final class SimultaneousStep implements LocalStep {
  private final Recipe recipe;
  private final Objective objective;
  private final Optional<GradientPenalty> penalty;
  private final DiscriminatorTurn discriminatorTurn;
  private final GeneratorTurn generatorTurn;

  SimultaneousStep(Recipe recipe) {
    this.recipe = recipe;
    this.objective = Objective.of(recipe.loss().objective());
    this.penalty = GradientPenalty.of(recipe.loss().regularisation());
    this.discriminatorTurn = new DiscriminatorTurn(recipe);
    this.generatorTurn = new GeneratorTurn(recipe);
  }

  @Override
  public StepVerdicts run(GanNetworks networks, StepInputs inputs, long stepsBefore) {
    networks.optimisers().beginTurn();
    Discriminator discriminator = networks.discriminator();
    Examples onReal = discriminatorTurn.examples(inputs.real(), Target.REAL, inputs);
    Logits saidOfReal = discriminator.train(onReal.images());
    discriminator.backwardToParameters(onReal.slopes(objective, saidOfReal));
    discriminator.network().moveStatistics();
    INDArray gradientOnReal = discriminator.gradient().dup();

    Images generated = networks.generator().train(inputs.noise(recipe.batch().generated()));
    Examples onGenerated = discriminatorTurn.examples(generated, Target.GENERATED, inputs);
    Logits saidOfGenerated = discriminator.train(generated);
    double[] slopes = onGenerated.slopes(objective, saidOfGenerated);
    boolean warmingUp = stepsBefore < recipe.updates().discriminatorWarmUp();
    if (warmingUp) {
      discriminator.backwardToParameters(slopes);
    } else {
      INDArray byImages = discriminator.backward(slopes, generatorTurn.slopes(saidOfGenerated));
      networks.generator().learn(byImages, networks.optimisers().generator());
    }
    discriminator.gradient().addi(gradientOnReal);
    penalty.ifPresent(p -> p.add(1, discriminator, onReal.images(), generated, inputs));
    discriminator.learn(networks.optimisers().discriminator(Target.REAL));
    return new StepVerdicts(
        onReal.verdict(objective, saidOfReal),
        onGenerated.verdict(objective, saidOfGenerated),
        generatorTurn.verdict(saidOfGenerated));
  }
}
