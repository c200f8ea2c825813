package io.sparkgan.data;

import io.sparkgan.config.UserInputException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.function.LongUnaryOperator;

/** Puts the images of one shard in place, in whatever order they come, and misses none. */
public final class ShardBuilder {
  private static final String NUMBERING = "number the images from 0, each once";

  private final String uri;
  private final long size;
  private final int imageBytes;
  private final LongUnaryOperator index;
  private final List<ImageBlock> blocks = new ArrayList<>();
  private final List<BitSet> filled = new ArrayList<>();

  /**
   * A builder whose slots are the images' indices.
   *
   * @param size images in the shard, at least 1
   * @param imageBytes bytes of one image, at least 1
   */
  public ShardBuilder(long size, int imageBytes) {
    this("images", size, imageBytes, LongUnaryOperator.identity());
  }

  /**
   * @param uri the data set, for messages
   * @param size images in the shard, at least 1
   * @param imageBytes bytes of one image, at least 1
   * @param index the index in the data set that belongs in a slot, for messages
   */
  public ShardBuilder(String uri, long size, int imageBytes, LongUnaryOperator index) {
    if (size < 1 || imageBytes < 1) {
      throw new IllegalArgumentException(
          "Shard of %d images of %d bytes".formatted(size, imageBytes));
    }
    this.uri = uri;
    this.size = size;
    this.imageBytes = imageBytes;
    this.index = index;
    int capacity = ImageBlock.capacity(imageBytes);
    for (long first = 0; first < size; first += capacity) {
      int count = (int) Math.min(capacity, size - first);
      blocks.add(
          new ImageBlock(
              first, count, new byte[Math.multiplyExact(count, imageBytes)], new byte[count]));
      filled.add(new BitSet(count));
    }
  }

  /**
   * Puts one image in its slot.
   *
   * @param pixels its grey values, copied
   * @param label 0 to 254, or {@link ImageBlock#NO_LABEL}
   * @throws UserInputException if the slot is taken, or image or label cannot be used
   */
  public void put(long slot, byte[] pixels, int label) {
    Objects.checkIndex(slot, size);
    if (pixels.length != imageBytes) {
      throw refusal(
          "image %d: expected %d pixels, found %d; give images of one size",
          slot, imageBytes, pixels.length);
    }
    if (label < ImageBlock.NO_LABEL || label > 254) {
      throw refusal(
          "image %d: expected a label from 0 to 254 or -1 for none, found %d", slot, label);
    }
    int capacity = blocks.get(0).count();
    ImageBlock block = blocks.get((int) (slot / capacity));
    BitSet taken = filled.get((int) (slot / capacity));
    int place = (int) (slot % capacity);
    if (taken.get(place)) {
      throw refusal("index %d: expected once, found twice; " + NUMBERING, slot);
    }
    taken.set(place);
    System.arraycopy(pixels, 0, block.pixels(), place * imageBytes, imageBytes);
    block.labels()[place] = (byte) label;
  }

  /**
   * The whole shard, in the order of its slots.
   *
   * @throws UserInputException if a slot is empty
   */
  public List<ImageBlock> finish() {
    for (int i = 0; i < blocks.size(); i++) {
      ImageBlock block = blocks.get(i);
      int empty = filled.get(i).nextClearBit(0);
      if (empty < block.count()) {
        throw refusal(
            "index %d: expected once, not found; " + NUMBERING, block.firstSlot() + empty);
      }
    }
    return List.copyOf(blocks);
  }

  private UserInputException refusal(String problem, long slot, Object... found) {
    Object[] values = new Object[found.length + 1];
    values[0] = index.applyAsLong(slot);
    System.arraycopy(found, 0, values, 1, found.length);
    return new UserInputException("data.uri: %s: ".formatted(uri) + problem.formatted(values));
  }
}
