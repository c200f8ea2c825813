package io.sparkgan.spark;

import io.sparkgan.data.ImageBlock;
import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * Images of a shard packed as they come, one block in memory at a time. So a shard is built by a
 * task that has no room for it.
 */
final class PackedBlocks implements Iterator<ImageBlock> {
  /** Java's serialisation keeps the last hundred blocks that it read or wrote. */
  private static final int BLOCK_BYTES = 1 << 19;

  private final Iterator<ImageRow> images;
  private final int imageBytes;
  private final int capacity;
  private long slot;

  /**
   * @param images in the order of their slots, from 0
   * @param imageBytes bytes of each
   */
  PackedBlocks(Iterator<ImageRow> images, int imageBytes) {
    this.images = images;
    this.imageBytes = imageBytes;
    this.capacity = Math.max(1, Math.min(ImageBlock.IMAGES, BLOCK_BYTES / imageBytes));
  }

  @Override
  public boolean hasNext() {
    return images.hasNext();
  }

  @Override
  public ImageBlock next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    byte[] pixels = new byte[capacity * imageBytes];
    byte[] labels = new byte[capacity];
    int count = 0;
    for (; count < capacity && images.hasNext(); count++) {
      ImageRow image = images.next();
      System.arraycopy(image.pixels(), 0, pixels, count * imageBytes, imageBytes);
      labels[count] = (byte) image.label();
    }
    long first = slot;
    slot += count;
    return count == capacity
        ? new ImageBlock(first, count, pixels, labels)
        : new ImageBlock(
            first, count, Arrays.copyOf(pixels, count * imageBytes), Arrays.copyOf(labels, count));
  }
}
