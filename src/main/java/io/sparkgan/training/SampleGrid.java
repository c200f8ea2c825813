package io.sparkgan.training;

import io.sparkgan.config.Compute;
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
 * latents, so that a column is one handwriting; there is a row for each class, even if that takes
 * more images than were asked for.
 *
 * <p>Whole batches are drawn and made, and the first images of them are shown: with batch
 * statistics an image depends on the others of its batch.
 */
final class SampleGrid {
  private final ImageGenerator generator;
  private final int count;
  private final float[] latents;
  private final int[] classes;

  SampleGrid(Recipe recipe, Compute compute, SeedSequence seeds, Settings.Samples samples) {
    this.generator = new ImageGenerator(recipe, compute);
    this.count = count(recipe, samples);
    this.latents = latents(recipe, seeds, samples);
    this.classes = classes(recipe, samples);
  }

  Samples of(GanState state) {
    generator.load(state);
    Samples made = generator.generate(latents, classes);
    return new Samples(made.height(), made.width(), made.images().subList(0, count));
  }

  /** Images in a grid. */
  static int count(Recipe recipe, Settings.Samples samples) {
    return Math.max(samples.count(), recipe.classes() * samples.columns());
  }

  /** Images to make. */
  private static int wholeBatches(Recipe recipe, Settings.Samples samples) {
    int batches = (count(recipe, samples) + ImageGenerator.BATCH - 1) / ImageGenerator.BATCH;
    return batches * ImageGenerator.BATCH;
  }

  /** One latent vector for each image that is made, in order. */
  static float[] latents(Recipe recipe, SeedSequence seeds, Settings.Samples samples) {
    int images = wholeBatches(recipe, samples);
    float[] all = Latents.draw(recipe.latent(), images, seeds.stream(Purpose.SAMPLE_LATENTS, 0, 0));
    if (recipe.conditional()) {
      int row = samples.columns() * recipe.latent().size();
      for (int i = row; i < all.length; i++) {
        all[i] = all[i - row];
      }
    }
    return all;
  }

  /** The class of each image that is made, in order; none if the recipe is not conditional. */
  static int[] classes(Recipe recipe, Settings.Samples samples) {
    int[] classes = new int[recipe.conditional() ? wholeBatches(recipe, samples) : 0];
    for (int i = 0; i < classes.length; i++) {
      classes[i] = i / samples.columns() % recipe.classes();
    }
    return classes;
  }
}
