package io.sparkgan.config;

import java.io.Serializable;

/**
 * The shape of one example between two layers.
 *
 * @param channels feature maps, or the number of units of a flat vector
 * @param height rows; 1 for a flat vector
 * @param width columns; 1 for a flat vector
 * @param flat whether the next layer sees a vector instead of an image
 */
public record Shape(int channels, int height, int width, boolean flat) implements Serializable {
  /** 256 MB of floats; and nothing computed from a shape overflows. */
  private static final int LARGEST = 1 << 26;

  public Shape {
    if (channels < 1 || height < 1 || width < 1) {
      throw new IllegalArgumentException(
          "Not a shape: %d x %d x %d".formatted(channels, height, width));
    }
    if ((double) channels * height * width > LARGEST) {
      throw new IllegalArgumentException(
          "More than %d values: %d x %d x %d".formatted(LARGEST, channels, height, width));
    }
    if (flat && (height != 1 || width != 1)) {
      throw new IllegalArgumentException(
          "A flat shape has units only, found %d x %d".formatted(height, width));
    }
  }

  public static Shape units(int units) {
    return new Shape(units, 1, 1, true);
  }

  public static Shape image(int channels, int height, int width) {
    return new Shape(channels, height, width, false);
  }

  /** Values in one example. */
  public int size() {
    return channels * height * width;
  }

  /** {@code 784} for a vector, {@code 28x28x1} (height, width, channels) for an image. */
  @Override
  public String toString() {
    return flat ? Integer.toString(channels) : "%dx%dx%d".formatted(height, width, channels);
  }
}
