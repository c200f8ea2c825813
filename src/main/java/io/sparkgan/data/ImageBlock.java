package io.sparkgan.data;

import java.io.Serializable;
import java.util.Arrays;

/**
 * Consecutive images of a shard, packed. The arrays are shared, not copied: whoever holds a block
 * only reads them.
 *
 * @param firstSlot place of the first image in the shard
 * @param count images in the block, 1 to {@link #IMAGES}
 * @param pixels grey values, image after image
 * @param labels a label for each image, as unsigned byte; {@link #NO_LABEL} for none
 */
public record ImageBlock(long firstSlot, int count, byte[] pixels, byte[] labels)
    implements Serializable {
  /** The most images in a block. */
  public static final int IMAGES = 4096;

  /** Stands for the label of an image that has none. */
  public static final int NO_LABEL = -1;

  /** The most bytes in a block of several images. */
  private static final int BYTES = 1 << 26;

  /** Checks that the arrays fit the count. */
  public ImageBlock {
    if (firstSlot < 0
        || count < 1
        || count > IMAGES
        || pixels.length == 0
        || pixels.length % count != 0
        || labels.length != count) {
      throw new IllegalArgumentException(
          "Block of %d images from slot %d with %d bytes of pixels and %d labels"
              .formatted(count, firstSlot, pixels.length, labels.length));
    }
  }

  /** Bytes of one image. */
  public int imageBytes() {
    return pixels.length / count;
  }

  /** A copy of one image's grey values. */
  public byte[] image(int at) {
    int bytes = imageBytes();
    return Arrays.copyOfRange(pixels, at * bytes, (at + 1) * bytes);
  }

  /** The label of one image, 0 to 254; or {@link #NO_LABEL}. */
  public int label(int at) {
    return labels[at] == NO_LABEL ? NO_LABEL : labels[at] & 0xff;
  }

  /** Images in a full block: fewer than {@link #IMAGES} if they are large. */
  static int capacity(int imageBytes) {
    return Math.max(1, Math.min(IMAGES, BYTES / imageBytes));
  }
}
