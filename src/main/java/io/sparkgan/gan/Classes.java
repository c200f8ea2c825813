package io.sparkgan.gan;

import io.sparkgan.config.Recipe;
import java.util.SplittableRandom;

/** Draws the classes that generated images are to have. */
public final class Classes {
  private Classes() {}

  /**
   * A class for each image, all equally likely and each drawn by itself.
   *
   * @return {@code count} classes; none if the recipe is not conditional
   */
  public static int[] draw(Recipe recipe, int count, SplittableRandom random) {
    int[] classes = new int[recipe.conditional() ? count : 0];
    for (int i = 0; i < classes.length; i++) {
      classes[i] = random.nextInt(recipe.classes());
    }
    return classes;
  }
}
