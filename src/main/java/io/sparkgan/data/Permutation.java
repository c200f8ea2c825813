package io.sparkgan.data;

import java.io.Serializable;
import java.util.Objects;

/**
 * A shuffle of the numbers below a size that takes no memory: a keyed bijection, computed one
 * number at a time.
 *
 * <p>A balanced Feistel network (Luby and Rackoff 1988) permutes the smallest power of four that
 * holds the size; a result beyond the size goes through the network again until it falls inside
 * (cycle walking, Black and Rogaway 2002). As the power of four is less than four times the size
 * (above size 1), that is on average fewer than four times.
 */
public final class Permutation implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Part of what "same bits" means: never change it. */
  private static final int ROUNDS = 8;

  private final long size;
  private final int halfBits;
  private final long[] keys = new long[ROUNDS];

  /**
   * @param size how many numbers there are, at least 1
   * @param seed which of the permutations
   */
  public Permutation(long size, long seed) {
    if (size < 1) {
      throw new IllegalArgumentException("Permutation of %d numbers".formatted(size));
    }
    this.size = size;
    this.halfBits = Math.max(1, (Long.SIZE - Long.numberOfLeadingZeros(size - 1) + 1) / 2);
    for (int i = 0; i < ROUNDS; i++) {
      keys[i] = SplitMix64.number(seed, i);
    }
  }

  /** How many numbers there are. */
  public long size() {
    return size;
  }

  /** Where a number, 0 to size - 1, goes: again 0 to size - 1. */
  public long apply(long index) {
    long value = Objects.checkIndex(index, size);
    do {
      value = encrypt(value);
    } while (Long.compareUnsigned(value, size) >= 0);
    return value;
  }

  /** Which number goes there: the inverse of {@link #apply}. */
  public long invert(long position) {
    long value = Objects.checkIndex(position, size);
    do {
      value = decrypt(value);
    } while (Long.compareUnsigned(value, size) >= 0);
    return value;
  }

  private long encrypt(long value) {
    long left = value >>> halfBits;
    long right = value & ((1L << halfBits) - 1);
    for (int i = 0; i < ROUNDS; i++) {
      long next = left ^ round(right, keys[i]);
      left = right;
      right = next;
    }
    return left << halfBits | right;
  }

  private long decrypt(long value) {
    long left = value >>> halfBits;
    long right = value & ((1L << halfBits) - 1);
    for (int i = ROUNDS - 1; i >= 0; i--) {
      long previous = right ^ round(left, keys[i]);
      right = left;
      left = previous;
    }
    return left << halfBits | right;
  }

  /** Half as many bits as a number has; the highest bits of the products are the best mixed. */
  private long round(long half, long key) {
    long z = (half ^ key) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 32)) * 0x94D049BB133111EBL;
    return z >>> (Long.SIZE - halfBits);
  }
}
