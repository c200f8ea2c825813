package io.sparkgan.data;

import java.util.List;
import java.util.Objects;

/** A shard whose blocks are all at hand; they are shared, not copied. */
final class WholeShard implements Shard {
  private final ImageBlock[] blocks;
  private final int capacity;
  private final int imageBytes;
  private final long size;

  WholeShard(List<ImageBlock> blocks) {
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

  @Override
  public long size() {
    return size;
  }

  @Override
  public int imageBytes() {
    return imageBytes;
  }

  @Override
  public void copy(long slot, float[] target, int offset, float[] grey) {
    ImageBlock block = block(slot);
    byte[] pixels = block.pixels();
    int first = (int) (slot - block.firstSlot()) * imageBytes;
    for (int i = 0; i < imageBytes; i++) {
      target[offset + i] = grey[pixels[first + i] & 0xff];
    }
  }

  @Override
  public int label(long slot) {
    ImageBlock block = block(slot);
    return block.label((int) (slot - block.firstSlot()));
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
