package io.sparkgan.spark;

import io.sparkgan.data.ImageBlock;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * One image of a data set.
 *
 * @param index its place in the set, from 0
 * @param label its class, or {@link ImageBlock#NO_LABEL}
 * @param pixels grey values, row by row
 */
record ImageRow(long index, int label, byte[] pixels) implements Serializable {
  private static final int HEADER = Long.BYTES + 1;

  /** For a shuffle: Java's serialisation takes its time over anything but bytes. */
  byte[] packed() {
    return ByteBuffer.allocate(HEADER + pixels.length)
        .putLong(index)
        .put((byte) label)
        .put(pixels)
        .array();
  }

  /** What {@link #packed} was made of. */
  static ImageRow of(byte[] packed) {
    byte label = packed[Long.BYTES];
    return new ImageRow(
        ByteBuffer.wrap(packed).getLong(),
        label == ImageBlock.NO_LABEL ? ImageBlock.NO_LABEL : label & 0xff,
        Arrays.copyOfRange(packed, HEADER, packed.length));
  }
}
