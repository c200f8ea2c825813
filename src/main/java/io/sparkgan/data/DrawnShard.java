package io.sparkgan.data;

import java.util.Arrays;
import java.util.Iterator;

/** A shard of which only those images are in memory that are asked for. */
final class DrawnShard implements Shard {
  private final long size;
  private final long[] slots;
  private final byte[][] images;
  private final int[] labels;

  DrawnShard(Iterator<ImageBlock> blocks, long size, long[] slots) {
    this.size = size;
    this.slots = slots;
    this.images = new byte[slots.length][];
    this.labels = new int[slots.length];
    int kept = 0;
    while (kept < slots.length && blocks.hasNext()) {
      kept = keep(blocks.next(), kept);
    }
    if (kept < slots.length || kept == 0) {
      throw new IllegalArgumentException(
          "Found %d of %d slots in a shard of %d images".formatted(kept, slots.length, size));
    }
  }

  private int keep(ImageBlock block, int from) {
    int next = from;
    for (; next < slots.length && slots[next] < block.firstSlot() + block.count(); next++) {
      int place = (int) (slots[next] - block.firstSlot());
      images[next] = block.image(place);
      labels[next] = block.label(place);
    }
    return next;
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public int imageBytes() {
    return images[0].length;
  }

  @Override
  public void copy(long slot, float[] target, int offset, float[] grey) {
    byte[] pixels = images[place(slot)];
    for (int i = 0; i < pixels.length; i++) {
      target[offset + i] = grey[pixels[i] & 0xff];
    }
  }

  @Override
  public int label(long slot) {
    return labels[place(slot)];
  }

  private int place(long slot) {
    int place = Arrays.binarySearch(slots, slot);
    if (place < 0) {
      throw new IllegalArgumentException("Slot %d is not among those to keep".formatted(slot));
    }
    return place;
  }
}
