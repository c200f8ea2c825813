package io.sparkgan.gan;

import io.sparkgan.config.Recipe;
import io.sparkgan.config.Updates;
import java.util.ArrayList;
import java.util.List;

/**
 * The forward passes of a local step.
 *
 * @param generator the size of the batch in each pass of the generator
 * @param discriminator the same of the discriminator
 * @param held the same of those of the discriminator's that hold what the one before them decided
 */
record Passes(List<Integer> generator, List<Integer> discriminator, List<Integer> held) {

  static Passes of(Recipe recipe) {
    Recipe.Batch batch = recipe.batch();
    boolean joint = recipe.updates().plan() == Updates.Plan.JOINT;
    List<Integer> generator = new ArrayList<>();
    List<Integer> judged = new ArrayList<>();
    List<Integer> held = new ArrayList<>();
    for (int turn = 0; turn < recipe.updates().discriminatorSteps(); turn++) {
      generator.add(batch.generated());
      if (joint) {
        judged.add(batch.real() + batch.generated());
      } else {
        judged.add(batch.real());
        judged.add(batch.generated());
      }
      if (recipe.loss().regularisation().hasPenalty()) {
        int penalised = penalised(recipe);
        judged.add(penalised);
        // A little to either side of the images.
        held.addAll(List.of(penalised, penalised));
      }
    }
    // Where both learn from the same pass the generator has none of its own.
    if (recipe.updates().plan() != Updates.Plan.SIMULTANEOUS) {
      judged.add(batch.generator());
      if (!reusesImages(recipe)) {
        generator.add(batch.generator());
      }
    }
    return new Passes(
        parts(recipe, generator, 1),
        parts(recipe, judged, recipe.packing()),
        parts(recipe, held, recipe.packing()));
  }

  /** The images whose gradients a penalty looks at. */
  private static int penalised(Recipe recipe) {
    Recipe.Batch batch = recipe.batch();
    return switch (recipe.loss().regularisation().gradientPenalty()) {
      case NONE -> 0;
      case R1 -> batch.real();
      case ONE_CENTRED -> Math.min(batch.real(), batch.generated());
    };
  }

  /** Whether the generator's turn has the images that the discriminator's made. */
  private static boolean reusesImages(Recipe recipe) {
    return recipe.latent().generatorTurn() == Recipe.Latent.ForGenerator.REUSE
        && recipe.updates().first() == Updates.First.DISCRIMINATOR
        && recipe.updates().generatedIn() == Updates.GeneratedIn.TRAINING
        && recipe.batch().perUpdate() == 0;
  }

  private static List<Integer> parts(Recipe recipe, List<Integer> batches, int packing) {
    return batches.stream()
        .flatMap(images -> Examples.ranges(images, recipe.batch().perUpdate()).stream())
        .map(range -> (range[1] - range[0]) / packing)
        .toList();
  }
}
