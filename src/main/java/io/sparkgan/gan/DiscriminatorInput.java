package io.sparkgan.gan;

import static org.nd4j.linalg.indexing.NDArrayIndex.all;
import static org.nd4j.linalg.indexing.NDArrayIndex.interval;

import io.sparkgan.config.Recipe;
import io.sparkgan.config.Shape;
import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * From images to what the discriminator sees: each with its class, as one-hot planes behind its
 * channels, or as one-hot values behind its pixels if the network begins with a flatten (Mirza and
 * Osindero 2014); and as many as are judged together behind each other (Lin et al. 2018).
 */
record DiscriminatorInput(Recipe recipe) {

  /** [packs, ...]; see {@link Recipe#discriminatorInput()}. */
  INDArray encode(Images images) {
    INDArray each = recipe.conditional() ? withClasses(images) : images.pixels();
    int count = images.count();
    return each.reshape('c', shape(count / recipe.packing(), recipe.discriminatorInput()));
  }

  /** From the gradient by the input to that by the pixels, [images, channels, height, width]. */
  INDArray pixelGradient(INDArray inputGradient) {
    int count = (int) inputGradient.size(0) * recipe.packing();
    Shape image = recipe.image();
    INDArray pixels = inputGradient;
    if (recipe.conditional()) {
      pixels =
          flat()
              ? inputGradient
                  .reshape('c', count, image.size() + recipe.classes())
                  .get(all(), interval(0, image.size()))
              : inputGradient
                  .reshape('c', shape(count, withChannels(image.channels() + recipe.classes())))
                  .get(all(), interval(0, image.channels()), all(), all());
      pixels = pixels.dup('c');
    }
    return pixels.reshape('c', shape(count, image));
  }

  private boolean flat() {
    return recipe.discriminatorInput().flat();
  }

  /** Written in place, as broadcasting and joining planes takes as long as half of a local step. */
  private INDArray withClasses(Images images) {
    int size = recipe.image().size();
    int plane = flat() ? 1 : recipe.image().height() * recipe.image().width();
    int count = images.count();
    INDArray told =
        Nd4j.create(images.pixels().dataType(), count, size + (long) recipe.classes() * plane);
    told.get(all(), interval(0, size)).assign(images.pixels().reshape('c', count, size));
    DataBuffer values = told.data();
    for (int i = 0; i < count; i++) {
      long from = i * told.size(1) + size + (long) images.classes()[i] * plane;
      for (long at = from; at < from + plane; at++) {
        values.put(at, 1);
      }
    }
    return told;
  }

  private Shape withChannels(int channels) {
    return Shape.image(channels, recipe.image().height(), recipe.image().width());
  }

  private static long[] shape(int count, Shape each) {
    return each.flat()
        ? new long[] {count, each.size()}
        : new long[] {count, each.channels(), each.height(), each.width()};
  }
}
