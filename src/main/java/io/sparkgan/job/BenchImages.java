package io.sparkgan.job;

import io.sparkgan.config.Recipe;
import io.sparkgan.config.Shape;
import io.sparkgan.config.UserInputException;
import io.sparkgan.data.LabelledImages;
import io.sparkgan.data.Mnist;
import io.sparkgan.data.Shard;
import io.sparkgan.data.ShardBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;

/** The real images of the plain loop: the first of the embedded MNIST. */
final class BenchImages {
  /** The largest batch, and few enough to be there at once. */
  private static final int COUNT = 4096;

  private BenchImages() {}

  /**
   * A worker's shard.
   *
   * @throws UserInputException if the recipe has images of another size
   */
  static Shard of(Recipe recipe) {
    try (LabelledImages images = Mnist.train()) {
      Shape shape = Shape.image(1, images.height(), images.width());
      if (!recipe.image().equals(shape)) {
        throw new UserInputException(
            "recipe.image: expected %s (height, width, channels), as a benchmark trains on the embedded MNIST, found %s"
                .formatted(shape, recipe.image()));
      }
      ShardBuilder shard = new ShardBuilder(COUNT, shape.size());
      for (int i = 0; i < COUNT && images.advance(); i++) {
        shard.put(i, images.pixels(), images.label());
      }
      return Shard.of(shard.finish());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
