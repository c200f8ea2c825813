package io.sparkgan.gan;

import io.sparkgan.config.Recipe;
import io.sparkgan.config.Recipe.Latent.ForGenerator;
import io.sparkgan.config.Updates;
import io.sparkgan.gan.DiscriminatorTurn.Verdicts;
import java.util.Optional;

/** One or several turns of the discriminator, and one of the generator after or before them. */
final class AlternatingStep implements LocalStep {
  private final Recipe recipe;
  private final DiscriminatorTurn discriminatorTurn;
  private final GeneratorTurn generatorTurn;

  AlternatingStep(Recipe recipe) {
    this.recipe = recipe;
    this.discriminatorTurn = new DiscriminatorTurn(recipe);
    this.generatorTurn = new GeneratorTurn(recipe);
  }

  @Override
  public StepVerdicts run(GanNetworks networks, StepInputs inputs, long stepsBefore) {
    boolean warmingUp = stepsBefore < recipe.updates().discriminatorWarmUp();
    if (warmingUp) {
      Turns turns = discriminatorTurns(networks, inputs, noise(inputs));
      return new StepVerdicts(
          turns.verdicts.real(),
          turns.verdicts.generated(),
          generatorTurn.verdict(turns.verdicts.generated().logits()));
    }
    return switch (recipe.updates().first()) {
      case DISCRIMINATOR -> discriminatorFirst(networks, inputs);
      case GENERATOR -> generatorFirst(networks, inputs);
    };
  }

  private StepVerdicts discriminatorFirst(GanNetworks networks, StepInputs inputs) {
    Turns turns = discriminatorTurns(networks, inputs, noise(inputs));
    Verdict generators =
        reuses()
            ? generatorTurn.run(networks, turns.noise, turns.made)
            : generatorTurn.run(
                networks, inputs.noise(recipe.batch().generator()), Optional.empty());
    return new StepVerdicts(turns.verdicts.real(), turns.verdicts.generated(), generators);
  }

  private StepVerdicts generatorFirst(GanNetworks networks, StepInputs inputs) {
    Noise noise = inputs.noise(recipe.batch().generator());
    Verdict generators = generatorTurn.run(networks, noise, Optional.empty());
    Turns turns = discriminatorTurns(networks, inputs, reuses() ? noise : noise(inputs));
    return new StepVerdicts(turns.verdicts.real(), turns.verdicts.generated(), generators);
  }

  /**
   * The last of the discriminator's turns in a step.
   *
   * @param noise what its generated images were made of
   * @param made those images, if they were made in training mode
   */
  private record Turns(Verdicts verdicts, Noise noise, Optional<Images> made) {}

  private Turns discriminatorTurns(GanNetworks networks, StepInputs inputs, Noise first) {
    Turns turns = discriminatorTurn(networks, inputs, first);
    for (int i = 1; i < recipe.updates().discriminatorSteps(); i++) {
      turns = discriminatorTurn(networks, inputs, noise(inputs));
    }
    return turns;
  }

  private Turns discriminatorTurn(GanNetworks networks, StepInputs inputs, Noise noise) {
    boolean inference = recipe.updates().generatedIn() == Updates.GeneratedIn.INFERENCE;
    Images generated =
        inference ? networks.generator().infer(noise) : networks.generator().train(noise);
    Verdicts verdicts = discriminatorTurn.run(networks, inputs.real(), generated, inputs);
    return new Turns(verdicts, noise, inference ? Optional.empty() : Optional.of(generated));
  }

  private Noise noise(StepInputs inputs) {
    return inputs.noise(recipe.batch().generated());
  }

  private boolean reuses() {
    return recipe.latent().generatorTurn() == ForGenerator.REUSE;
  }
}
