package io.sparkgan.gan;

import io.sparkgan.config.Recipe;
import java.util.SplittableRandom;

/** Draws the noise that images are made of. */
public final class Latents {
  private Latents() {}

  /**
   * Latent vectors one after another.
   *
   * @return {@code count * latent.size()} values
   */
  public static float[] draw(Recipe.Latent latent, int count, SplittableRandom random) {
    float[] values = new float[count * latent.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          switch (latent.distribution()) {
            case NORMAL -> (float) random.nextGaussian();
            case UNIFORM -> (float) random.nextDouble(-1, 1);
          };
    }
    return values;
  }
}
