package io.sparkgan.data;

import java.util.List;
import java.util.Objects;

/** The images of one worker, in slots from 0. May be larger than 2 GiB. */
public final class Shard {
  private final ImageBlock[] blocks;
  private final int capacity;
  private final int imageBytes;
  private final long size;

  /**
   * @param blocks in the order of their slots, without gaps, and all but the last equally full, as
   *     {@link ShardBuilder#finish} gives them
   */
  public Shard(List<ImageBlock> blocks) {
    if (blocks.isEmpty()) {
      throw new IllegalArgumentException("Shard without images");
    }
    this.blocks = blocks.toArray(ImageBlock[]::new);
    this.capacity = this.blocks[0].count();
    this.imageBytes = this.blocks[0].imageBytes();
    for (int i = 0; i < this.blocks.length; i++) {
      check(i);
    }
    ImageBlock last = this.blocks[this.blocks.length - 1];
    this.size = last.firstSlot() + last.count();
  }

  /** Images in the shard, at least 1. */
  public long size() {
    return size;
  }

  /** Grey values of one image. */
  public int imageBytes() {
    return imageBytes;
  }

  /**
   * Copies one image as numbers.
   *
   * @param target takes {@link #imageBytes} numbers from {@code offset} on
   * @param grey the 256 numbers that grey values from black to white become
   */
  public void copy(long slot, float[] target, int offset, float[] grey) {
    ImageBlock block = block(slot);
    byte[] pixels = block.pixels();
    int first = (int) (slot - block.firstSlot()) * imageBytes;
    for (int i = 0; i < imageBytes; i++) {
      target[offset + i] = grey[pixels[first + i] & 0xff];
    }
  }

  /** The label of one image, 0 to 254; or {@link ImageBlock#NO_LABEL}. */
  public int label(long slot) {
    ImageBlock block = block(slot);
    byte label = block.labels()[(int) (slot - block.firstSlot())];
    return label == ImageBlock.NO_LABEL ? ImageBlock.NO_LABEL : label & 0xff;
  }

  private ImageBlock block(long slot) {
    return blocks[(int) (Objects.checkIndex(slot, size) / capacity)];
  }

  private void check(int position) {
    ImageBlock block = blocks[position];
    boolean last = position == blocks.length - 1;
    if (block.firstSlot() != (long) position * capacity
        || block.imageBytes() != imageBytes
        || (last ? block.count() > capacity : block.count() != capacity)) {
      throw new IllegalArgumentException(
          "Block %d has %d images of %d bytes from slot %d, expected %d of %d from %d"
              .formatted(
                  position,
                  block.count(),
                  block.imageBytes(),
                  block.firstSlot(),
                  capacity,
                  imageBytes,
                  (long) position * capacity));
    }
  }
}
