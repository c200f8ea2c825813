package io.sparkgan.training;

import io.sparkgan.config.Recipe;
import io.sparkgan.config.SeedSequence;
import io.sparkgan.config.SeedSequence.Purpose;
import io.sparkgan.gan.ImageGenerator;
import io.sparkgan.gan.Latents;
import io.sparkgan.gan.Samples;
import io.sparkgan.state.GanState;

/**
 * The images of a run's sample grids: the same latents in every round, so that a viewer sees them
 * change.
 */
final class SampleGrid {
  private final ImageGenerator generator;
  private final float[] latents;

  SampleGrid(Recipe recipe, SeedSequence seeds, int count) {
    this.generator = new ImageGenerator(recipe);
    this.latents = Latents.draw(recipe.latent(), count, seeds.stream(Purpose.SAMPLE_LATENTS, 0, 0));
  }

  Samples of(GanState state) {
    generator.load(state);
    return generator.generate(latents, new int[0]);
  }
}
