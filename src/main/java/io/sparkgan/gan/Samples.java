package io.sparkgan.gan;

import java.io.Serializable;
import java.util.List;

/**
 * Generated images.
 *
 * @param height rows of an image
 * @param width columns of an image
 * @param images in order
 */
public record Samples(int height, int width, List<Sample> images) {
  public Samples {
    images = List.copyOf(images);
    for (Sample image : images) {
      if (image.pixels().length != height * width) {
        throw new IllegalArgumentException(
            "Image has %d pixels, expected %d x %d"
                .formatted(image.pixels().length, height, width));
      }
    }
  }

  /** Grey values 0 (black) to 255, image after image. */
  public byte[] pixels() {
    int size = height * width;
    byte[] pixels = new byte[images.size() * size];
    for (int i = 0; i < images.size(); i++) {
      System.arraycopy(images.get(i).pixels(), 0, pixels, i * size, size);
    }
    return pixels;
  }

  /**
   * One generated image.
   *
   * @param latent what it was made of
   * @param label the class asked for; -1 if none was
   * @param pixels grey values 0 (black) to 255, row by row
   * @param verdict probability of being real that the discriminator gives it
   */
  public record Sample(float[] latent, int label, byte[] pixels, float verdict)
      implements Serializable {}
}
