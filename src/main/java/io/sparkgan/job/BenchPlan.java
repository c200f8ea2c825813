package io.sparkgan.job;

import java.util.HashMap;
import java.util.Map;

/**
 * The local step in which recipes are measured, whatever their own, so that figures compare with
 * each other and with other programs: one update of the discriminator on real and generated images
 * together, then one update of the generator, through the updated discriminator, on the same
 * generated images.
 */
final class BenchPlan {
  private static final Map<String, String> STEP =
      Map.of(
          "recipe.updates.plan", "joint",
          "recipe.updates.first", "discriminator",
          "recipe.updates.discriminatorSteps", "1",
          "recipe.updates.discriminatorWarmUp", "0",
          "recipe.updates.discriminatorOptimisers", "one",
          "recipe.updates.generatorTurn", "generator",
          "recipe.updates.generatedIn", "training",
          "recipe.updates.counter", "own",
          "recipe.updates.biasCorrection", "continued",
          "recipe.latent.generatorTurn", "reuse");

  private static final Map<String, String> DATA =
      Map.of("data.uri", "mnist", "data.heldOut", "0", "recipe.latent.bank", "0");

  private BenchPlan() {}

  /**
   * The settings that make a recipe's step this one.
   *
   * @param batch real images in a step, and as many generated ones
   */
  static Map<String, String> settings(int batch) {
    Map<String, String> settings = new HashMap<>(STEP);
    settings.putAll(DATA);
    for (String kind : new String[] {"real", "generated", "generator"}) {
      settings.put("recipe.batch." + kind, Integer.toString(batch));
    }
    settings.put("recipe.batch.perUpdate", "0");
    return settings;
  }
}
