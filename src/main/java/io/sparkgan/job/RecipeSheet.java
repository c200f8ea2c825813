package io.sparkgan.job;

import io.sparkgan.config.Decimal;
import io.sparkgan.config.Loss;
import io.sparkgan.config.Recipe;
import io.sparkgan.config.Settings;
import io.sparkgan.config.Updates;
import java.io.PrintStream;
import java.util.Locale;
import java.util.Map;

/**
 * All that a recipe is, for people.
 *
 * @param settings those of the recipe alone
 * @param quirks what {@code recipe.faithful = true} changes, value by key
 */
record RecipeSheet(Settings settings, Map<String, String> quirks) {
  /** What a key of a recipe's quirks means where it has the value that sources give it. */
  static final Map<String, String> MEANINGS =
      Map.of(
          "recipe.latent.bank", "latents are drawn once and used again in turn",
          "recipe.batch.drawing", "each image once a pass, always in the data set's order",
          "recipe.batch.perUpdate", "at most so many of a turn's images in one update",
          "recipe.updates.discriminatorOptimisers", "one for real, one for generated images",
          "recipe.updates.discriminatorWarmUp", "first local steps without the generator's turn",
          "recipe.updates.generatorTurn", "the discriminator learns in the generator's turn too",
          "recipe.updates.generatedIn", "the discriminator's images have running statistics",
          "recipe.updates.counter", "both networks' optimisers count their updates together",
          "recipe.updates.biasCorrection", "Adam's bias correction begins anew each turn");

  void print(PrintStream out) {
    Recipe recipe = settings.recipe();
    line(out, recipe.name(), recipe.description());
    line(out, "source", recipe.source());
    out.println();
    new NetworkTable(recipe).print(out);
    out.println();
    loss(out, recipe.loss());
    images(out, recipe);
    line(out, "local step", step(recipe));
    line(
        out,
        "run",
        "%,d rounds of %,d local steps"
            .formatted(settings.training().rounds(), settings.training().localSteps()));
    if (!quirks.isEmpty()) {
      out.printf(
          "%nrecipe.faithful=true adds what the source's code does and does not describe:%n");
      int width = quirks.entrySet().stream().mapToInt(q -> q.toString().length()).max().orElse(0);
      String row = "  %-" + width + "s  %s%n";
      quirks.forEach(
          (key, value) -> out.printf(row, key + "=" + value, MEANINGS.getOrDefault(key, "")));
    }
  }

  private static void line(PrintStream out, String label, String text) {
    out.printf("%-15s %s%n", label, text);
  }

  private static void loss(PrintStream out, Loss loss) {
    line(out, "objective", objective(loss.objective()));
    Loss.Labels labels = loss.labels();
    if (labels.smoothing() != Loss.Labels.Smoothing.NONE) {
      line(out, "labels", name(labels.smoothing()) + " by " + Decimal.text(labels.amount()));
    }
    if (labels.flip() > 0) {
      line(out, "labels", "wrong with probability " + Decimal.text(labels.flip()));
    }
    Loss.Regularisation regularisation = loss.regularisation();
    if (regularisation.spectralNorm()) {
      line(out, "regularisation", "spectral normalisation of the discriminator");
    }
    if (regularisation.gradientPenalty() != Loss.Regularisation.GradientPenalty.NONE) {
      line(
          out,
          "regularisation",
          "gradient penalty %s times %s"
              .formatted(
                  name(regularisation.gradientPenalty()),
                  Decimal.text(regularisation.penaltyWeight())));
    }
    if (regularisation.weightClip() > 0) {
      line(
          out,
          "regularisation",
          "the discriminator's parameters within +-" + Decimal.text(regularisation.weightClip()));
    }
  }

  private static String objective(Loss.Objective objective) {
    return switch (objective) {
      case NON_SATURATING -> "non-saturating: cross-entropy; the generator wants verdict 1";
      case MINIMAX -> "minimax: cross-entropy; the generator wants the discriminator's loss high";
      case LEAST_SQUARES -> "least-squares: squared distance of the logit from its target";
      case WASSERSTEIN -> "wasserstein: difference of the mean logits";
      case HINGE -> "hinge: logits beyond 1 and -1 cost nothing";
    };
  }

  private void images(PrintStream out, Recipe recipe) {
    Recipe.Latent latent = recipe.latent();
    boolean normal = latent.distribution() == Recipe.Latent.Distribution.NORMAL;
    boolean reuse = latent.generatorTurn() == Recipe.Latent.GeneratorTurn.REUSE;
    line(
        out,
        "latent",
        "%d values of %s; in the generator's turn %s"
            .formatted(
                latent.size(),
                normal ? "N(0, 1)" : "U(-1, 1)",
                reuse ? "the discriminator's again" : "new ones"));
    boolean unit = recipe.pixels() == Recipe.PixelRange.UNIT;
    line(out, "images", "%s, pixels %s".formatted(recipe.image(), unit ? "0 to 1" : "-1 to 1"));
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

  private static String step(Recipe recipe) {
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

  private static String name(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
