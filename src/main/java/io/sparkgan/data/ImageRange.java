package io.sparkgan.data;

import java.io.Serializable;

/**
 * Consecutive images of a data set.
 *
 * @param first index of the first, at least 0
 * @param count how many, at least 1
 */
public record ImageRange(long first, long count) implements Serializable {
  /** Checks that there is an image. */
  public ImageRange {
    if (first < 0 || count < 1) {
      throw new IllegalArgumentException("%d images from index %d on".formatted(count, first));
    }
  }

  /** Whether an image, by its index, is one of them. */
  public boolean contains(long index) {
    return index >= first && index - first < count;
  }
}
