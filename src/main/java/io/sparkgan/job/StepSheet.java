package io.sparkgan.job;

import io.sparkgan.config.Constant;
import io.sparkgan.config.Recipe;
import io.sparkgan.config.Updates;
import java.io.PrintStream;

/** What a worker does in a local step, for people: its turns, and what is unusual in them. */
record StepSheet(Recipe recipe) {

  void print(PrintStream out) {
    RecipeSheet.line(out, "local step", turns());
    Updates updates = recipe.updates();
    if (updates.discriminatorWarmUp() > 0) {
      RecipeSheet.line(
          out,
          "warm-up",
          "each worker's first %,d local steps have no generator's turn"
              .formatted(updates.discriminatorWarmUp()));
    }
    if (recipe.batch().perUpdate() > 0) {
      RecipeSheet.line(
          out,
          "per update",
          "at most %,d of a turn's images".formatted(recipe.batch().perUpdate()));
    }
    if (updates.generatedIn() != Updates.GeneratedIn.TRAINING) {
      special(out, "generated in", "generatedIn", updates.generatedIn());
    }
    optimisers(out, updates);
  }

  private static void optimisers(PrintStream out, Updates updates) {
    if (updates.discriminatorOptimisers() != Updates.DiscriminatorOptimisers.ONE) {
      special(out, "optimisers", "discriminatorOptimisers", updates.discriminatorOptimisers());
    }
    if (updates.generatorTurn() != Updates.Learns.GENERATOR) {
      special(out, "generator turn", "generatorTurn", updates.generatorTurn());
    }
    if (updates.counter() != Updates.Counter.OWN) {
      special(out, "counter", "counter", updates.counter());
    }
    if (updates.biasCorrection() != Updates.BiasCorrection.CONTINUED) {
      special(out, "bias correction", "biasCorrection", updates.biasCorrection());
    }
  }

  private static void special(PrintStream out, String label, String key, Enum<?> value) {
    String meaning = QuirkTable.MEANINGS.get("recipe.updates." + key);
    RecipeSheet.line(out, label, Constant.text(value) + ": " + meaning);
  }

  private String turns() {
    Recipe.Batch batch = recipe.batch();
    Updates updates = recipe.updates();
    int turns = updates.discriminatorSteps();
    String discriminator =
        (turns == 1 ? "" : turns + " times ")
            + switch (updates.plan()) {
              case JOINT -> "discriminator on %d real and %d generated images together";
              case SEPARATE -> "discriminator on %d real images, again on %d generated";
              case SIMULTANEOUS -> "discriminator on %d real and %d generated images";
            };
    String first = discriminator.formatted(batch.real(), batch.generated());
    String generator = "generator on %d".formatted(batch.generator());
    if (updates.plan() == Updates.Plan.SIMULTANEOUS) {
      return "%s and %s, both from one forward pass".formatted(first, generator);
    }
    return updates.first() == Updates.First.DISCRIMINATOR
        ? first + ", then " + generator
        : generator + ", then " + first;
  }
}
