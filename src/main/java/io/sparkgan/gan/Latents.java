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
    for (int i = 0; i < count; i++) {
      draw(latent, values, i * latent.size(), random);
    }
    return values;
  }

  /** Draws one latent vector into an array, from {@code offset} on. */
  static void draw(Recipe.Latent latent, float[] values, int offset, SplittableRandom random) {
    for (int i = offset; i < offset + latent.size(); i++) {
      values[i] =
          switch (latent.distribution()) {
            case NORMAL -> (float) random.nextGaussian();
            case UNIFORM -> (float) random.nextDouble(-1, 1);
          };
    }
  }
}
