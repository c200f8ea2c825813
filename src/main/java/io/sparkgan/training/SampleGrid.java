package io.sparkgan.training;

import io.sparkgan.config.Recipe;
import io.sparkgan.config.SeedSequence;
import io.sparkgan.config.SeedSequence.Purpose;
import io.sparkgan.config.Settings;
import io.sparkgan.gan.ImageGenerator;
import io.sparkgan.gan.Latents;
import io.sparkgan.gan.Samples;
import io.sparkgan.state.GanState;

/**
 * The images of a run's sample grids: the same latents in every round, so that a viewer sees them
 * change. If the recipe is conditional, every row is of one class and the rows have the first row's
 * latents, so that a column is one handwriting.
 */
final class SampleGrid {
  private final ImageGenerator generator;
  private final float[] latents;
  private final int[] classes;

  SampleGrid(Recipe recipe, SeedSequence seeds, Settings.Samples samples) {
    this.generator = new ImageGenerator(recipe);
    this.latents = latents(recipe, seeds, samples);
    this.classes = classes(recipe, samples);
  }

  Samples of(GanState state) {
    generator.load(state);
    return generator.generate(latents, classes);
  }

  /** One latent vector an image, in order. */
  static float[] latents(Recipe recipe, SeedSequence seeds, Settings.Samples samples) {
    float[] all =
        Latents.draw(recipe.latent(), samples.count(), seeds.stream(Purpose.SAMPLE_LATENTS, 0, 0));
    if (recipe.conditional()) {
      int row = samples.columns() * recipe.latent().size();
      for (int i = row; i < all.length; i++) {
        all[i] = all[i - row];
      }
    }
    return all;
  }

  /** The class of each image, in order; none if the recipe is not conditional. */
  static int[] classes(Recipe recipe, Settings.Samples samples) {
    int[] classes = new int[recipe.conditional() ? samples.count() : 0];
    for (int i = 0; i < classes.length; i++) {
      classes[i] = i / samples.columns() % recipe.classes();
    }
    return classes;
  }
}
