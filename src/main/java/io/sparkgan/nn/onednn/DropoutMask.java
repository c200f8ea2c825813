package io.sparkgan.nn.onednn;

import io.sparkgan.nn.tensor.Tensor;
import java.util.SplittableRandom;

/**
 * Draws which values survive dropout; one stream for all passes of a layer. A random number begins
 * each block, and a hash of it and of the place, four values at a time, decides: the compiler turns
 * such a loop into vector instructions, which a chain of random numbers would not allow.
 */
final class DropoutMask {
  private static final int IN_AN_INT = Integer.BYTES;
  private static final int BLOCK = 1024;
  private static final int BITS = 7;
  private static final int ONES = 0x01010101;
  private static final int UPPER_BIT = 0x80808080;
  private static final int OTHERS = ~UPPER_BIT;
  private static final int GOLDEN = 0x9e3779b9;

  private final int[] places = new int[BLOCK];
  private final int[] first = new int[BLOCK];
  private final int[] second = new int[BLOCK];
  private final int high;
  private final int low;
  private SplittableRandom random = new SplittableRandom(0);
  private int[] values = new int[0];

  /** A value survives with this probability, to 14 bits. */
  DropoutMask(double keep) {
    int threshold = (int) Math.round(keep * (1 << (2 * BITS)));
    high = (threshold >>> BITS) * ONES;
    low = (threshold & 0x7f) * ONES;
    for (int i = 0; i < BLOCK; i++) {
      places[i] = i * GOLDEN;
    }
  }

  void seed(long seed) {
    random = new SplittableRandom(seed);
  }

  /** Fills a tensor of bytes with 1 for a value that survives and 0 for another. */
  void draw(Tensor mask) {
    int count = (int) ((mask.bytes() + IN_AN_INT - 1) / IN_AN_INT);
    // Batches of several sizes take turns.
    if (values.length < count) {
      values = new int[count];
    }
    for (int from = 0; from < count; from += BLOCK) {
      fill(from, Math.min(BLOCK, count - from), random.nextInt(), random.nextInt());
    }
    // A tensor's memory has room for whole ints.
    mask.write(values, count);
  }

  /** In loops of few operations: the compiler does not unroll longer ones. */
  private void fill(int from, int length, int seed, int other) {
    for (int i = 0; i < length; i++) {
      first[i] = hash(places[i] + seed);
    }
    for (int i = 0; i < length; i++) {
      second[i] = hash(first[i] ^ other);
    }
    for (int i = 0; i < length; i++) {
      values[from + i] = survive(first[i], second[i]);
    }
  }

  /** The mixing steps of MurmurHash3 (Appleby 2008). */
  private static int hash(int place) {
    int h = place ^ (place >>> 16);
    h *= 0x85ebca6b;
    h ^= h >>> 13;
    h *= 0xc2b2ae35;
    return h ^ (h >>> 16);
  }

  /**
   * In each byte 1 if its 14 bits, 7 of either number, are less than the threshold. A byte's upper
   * bit tells what a comparison of its other 7 gave, as in a difference that borrows from no other.
   */
  private int survive(int hash, int other) {
    int upper = hash & OTHERS;
    int lower = other & OTHERS;
    int less = ~((upper | UPPER_BIT) - high);
    int different = (upper ^ high) + OTHERS;
    int lessBelow = ~((lower | UPPER_BIT) - low);
    return ((less | (~different & lessBelow)) >>> BITS) & ONES;
  }
}
