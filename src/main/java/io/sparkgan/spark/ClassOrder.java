package io.sparkgan.spark;

import io.sparkgan.config.Recipe;
import java.io.Serializable;

/**
 * The class that is asked for in each generated image: classes take turns by the image's index.
 *
 * @param first class of image 0
 * @param turns classes that take turns from there; 0: images have no class
 */
public record ClassOrder(int first, int turns) implements Serializable {
  /** Checks that the values are possible. */
  public ClassOrder {
    if (first < 0 || turns < 0) {
      throw new IllegalArgumentException("%d classes from %d".formatted(turns, first));
    }
  }

  /** Image i has class i modulo the number of classes; none if the recipe is not conditional. */
  public static ClassOrder of(Recipe recipe) {
    return new ClassOrder(0, recipe.classes());
  }

  /** All images have one class. */
  public static ClassOrder only(int label) {
    return new ClassOrder(label, 1);
  }

  /** The classes of some images, in order; empty if images have none. */
  public int[] of(long firstImage, int images) {
    int[] classes = new int[turns == 0 ? 0 : images];
    for (int i = 0; i < classes.length; i++) {
      classes[i] = first + (int) ((firstImage + i) % turns);
    }
    return classes;
  }
}
