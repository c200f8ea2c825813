package io.sparkgan.data;

import java.util.Iterator;
import java.util.List;

/** The images of one worker, in slots from 0. May be larger than 2 GiB. */
public interface Shard {
  /**
   * A shard that is all there.
   *
   * @param blocks in the order of their slots, without gaps, and all but the last equally full, as
   *     {@link ShardBuilder#finish} gives them
   */
  static Shard of(List<ImageBlock> blocks) {
    return new WholeShard(blocks);
  }

  /**
   * A shard of which only some images are kept, so that it may be larger than the memory: its
   * blocks are read one after another, and no further than needed.
   *
   * @param blocks in the order of their slots
   * @param size images in the whole shard
   * @param slots of the images to keep, ascending, at least one
   */
  static Shard of(Iterator<ImageBlock> blocks, long size, long[] slots) {
    return new DrawnShard(blocks, size, slots);
  }

  /** Images in the shard, at least 1. */
  long size();

  /** Grey values of one image. */
  int imageBytes();

  /**
   * Copies one image as numbers.
   *
   * @param target takes {@link #imageBytes} numbers from {@code offset} on
   * @param grey the 256 numbers that grey values from black to white become
   */
  void copy(long slot, float[] target, int offset, float[] grey);

  /** The label of one image, 0 to 254; or {@link ImageBlock#NO_LABEL}. */
  int label(long slot);
}
