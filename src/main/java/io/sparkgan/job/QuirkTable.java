package io.sparkgan.job;

import java.io.PrintStream;
import java.util.Map;

/**
 * What a recipe does besides if it is asked to be faithful to its source's code.
 *
 * @param quirks what {@code recipe.faithful = true} changes, value by key
 */
record QuirkTable(Map<String, String> quirks) {
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
    if (quirks.isEmpty()) {
      return;
    }
    out.printf("%nrecipe.faithful=true sets what the source's code does and does not describe:%n");
    int width = quirks.entrySet().stream().mapToInt(q -> q.toString().length()).max().orElse(0);
    String row = "  %-" + width + "s  %s%n";
    quirks.forEach(
        (key, value) -> out.printf(row, key + "=" + value, MEANINGS.getOrDefault(key, "")));
  }
}
