package io.sparkgan.gan;

import io.sparkgan.config.Recipe;
import io.sparkgan.config.SeedSequence.Purpose;
import io.sparkgan.nn.Batches;
import java.util.SplittableRandom;
import java.util.function.LongFunction;

/**
 * The noise of one worker's local steps: always new, or from a bank that is drawn once and gone
 * through again and again.
 *
 * <p>Vector j of a worker's bank has a random stream of its own, so the bank takes no memory and a
 * round can begin anywhere in it.
 */
final class LatentSource {
  private final Recipe recipe;
  private final LongFunction<SplittableRandom> streams;
  private long drawn;

  LatentSource(Recipe recipe, LocalTask task) {
    this.recipe = recipe;
    int bank = recipe.latent().bank();
    if (bank == 0) {
      SplittableRandom noise =
          task.seeds().stream(Purpose.TRAINING_LATENTS, task.round(), task.worker());
      streams = k -> noise;
    } else {
      int own = (bank + task.workers() - 1) / task.workers();
      streams = k -> task.seeds().stream(Purpose.LATENT_BANK, k % own, task.worker());
    }
  }

  /** Begins a local step; a bank's part of it follows from the step's number alone. */
  void begin(long stepsBefore) {
    drawn = stepsBefore * perStep(recipe);
  }

  /** The next so many latents, each with a class if the recipe is conditional. */
  Noise draw(int images) {
    int size = recipe.latent().size();
    float[] values = new float[images * size];
    int[] classes = new int[recipe.conditional() ? images : 0];
    for (int i = 0; i < images; i++) {
      SplittableRandom random = streams.apply(drawn++);
      Latents.draw(recipe.latent(), values, i * size, random);
      if (recipe.conditional()) {
        classes[i] = random.nextInt(recipe.classes());
      }
    }
    return new Noise(Batches.of(values, images, size), classes);
  }

  private static long perStep(Recipe recipe) {
    long turns = recipe.updates().discriminatorSteps();
    long forDiscriminator = turns * recipe.batch().generated();
    return switch (recipe.latent().generatorTurn()) {
      case REUSE -> forDiscriminator;
      case FRESH -> forDiscriminator + recipe.batch().generator();
    };
  }
}
