package io.sparkgan.job;

import io.sparkgan.config.Decimal;
import io.sparkgan.config.Recipe;
import io.sparkgan.config.Settings;
import io.sparkgan.config.Updates;
import java.io.PrintStream;

/** All that a recipe is, for people: networks, losses, images, the turns of a local step. */
record RecipeSheet(Settings settings) {

  void print(PrintStream out) {
    Recipe recipe = settings.recipe();
    line(out, recipe.name(), recipe.description());
    line(out, "source", recipe.source());
    out.println();
    new NetworkTable(recipe).print(out);
    out.println();
    new LossSheet(recipe.loss()).print(out);
    noise(out, recipe);
    images(out, recipe);
    new StepSheet(recipe).print(out);
    line(out, "run", length(settings));
  }

  static void line(PrintStream out, String label, String text) {
    out.printf("%-15s %s%n", label, text);
  }

  private static void noise(PrintStream out, Recipe recipe) {
    Recipe.Latent latent = recipe.latent();
    boolean normal = latent.distribution() == Recipe.Latent.Distribution.NORMAL;
    String values = "%d values of %s".formatted(latent.size(), normal ? "N(0, 1)" : "U(-1, 1)");
    line(out, "latent", values + "; " + turns(recipe));
    if (latent.bank() > 0) {
      line(out, "bank", "%,d latents, drawn once and used again in turn".formatted(latent.bank()));
    }
  }

  /** Whose latents a network's turn has: the second takes over those of the first, or new ones. */
  private static String turns(Recipe recipe) {
    Updates updates = recipe.updates();
    if (recipe.latent().generatorTurn() == Recipe.Latent.ForGenerator.FRESH) {
      return "in the generator's turn new ones";
    }
    boolean several = updates.discriminatorSteps() > 1;
    return updates.first() == Updates.First.DISCRIMINATOR
        ? "in the generator's turn the discriminator's " + (several ? "last" : "again")
        : "in the discriminator's " + (several ? "first " : "") + "turn the generator's again";
  }

  private void images(PrintStream out, Recipe recipe) {
    boolean unit = recipe.pixels() == Recipe.PixelRange.UNIT;
    line(out, "images", "%s, pixels %s".formatted(recipe.image(), unit ? "0 to 1" : "-1 to 1"));
    if (recipe.conditional()) {
      line(out, "classes", recipe.classes() + ", which both networks are told of");
    }
    if (recipe.packing() > 1) {
      line(out, "packing", "the discriminator judges %d together".formatted(recipe.packing()));
    }
    line(
        out,
        "real images",
        switch (recipe.batch().drawing()) {
          case SHUFFLED_PASSES -> "each once a pass, in a new order each pass";
          case IN_ORDER -> "each once a pass, in the data set's order";
          case WITH_REPLACEMENT -> "at random, with replacement";
        });
    long heldOut = settings.data().heldOut();
    line(out, "held out", heldOut == 0 ? "none" : "the first %,d images".formatted(heldOut));
  }

  private static String length(Settings settings) {
    Settings.Training training = settings.training();
    String steps = settings.averaging().interval().description(training.localSteps());
    return training.epochs().isPresent()
        ? "as many rounds of %s as make all workers together see the data %s times"
            .formatted(steps, Decimal.text(training.epochs().getAsDouble()))
        : "%,d rounds of %s".formatted(training.rounds(), steps);
  }
}
