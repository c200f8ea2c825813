package io.sparkgan.data;

import java.util.Objects;

/**
 * A shuffle of the numbers below a size that takes no memory: a keyed bijection, computed one
 * number at a time.
 *
 * <p>A Feistel network (Luby and Rackoff 1988) with halves equal to within one bit permutes the
 * smallest power of two that holds the size; a result beyond the size goes through the network
 * again until it falls inside (cycle walking, Black and Rogaway 2002), on average less than twice
 * for sizes above 32.
 */
public final class Permutation implements Dealing {
  private static final long serialVersionUID = 1L;

  /** An even number, and part of what "same bits" means: never change it. */
  private static final int ROUNDS = 8;

  /** Networks on fewer bits have too few functions to choose from to reach all orders equally. */
  private static final int MIN_BITS = 6;

  private final long size;
  private final int leftBits;
  private final int rightBits;
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
    int bits = Math.max(MIN_BITS, Long.SIZE - Long.numberOfLeadingZeros(size - 1));
    this.leftBits = bits / 2;
    this.rightBits = bits - leftBits;
    for (int i = 0; i < ROUNDS; i++) {
      keys[i] = SplitMix64.number(seed, i);
    }
  }

  /** How many numbers there are. */
  @Override
  public long size() {
    return size;
  }

  /** Where a number, 0 to size - 1, goes: again 0 to size - 1. */
  @Override
  public long apply(long index) {
    long value = Objects.checkIndex(index, size);
    do {
      value = encrypt(value);
    } while (value >= size);
    return value;
  }

  /** Which number goes there: the inverse of {@link #apply}. */
  @Override
  public long invert(long position) {
    long value = Objects.checkIndex(position, size);
    do {
      value = decrypt(value);
    } while (value >= size);
    return value;
  }

  private long encrypt(long value) {
    long left = value >>> rightBits;
    long right = value & ((1L << rightBits) - 1);
    for (int i = 0; i < ROUNDS; i += 2) {
      left ^= hash(right, keys[i], leftBits);
      right ^= hash(left, keys[i + 1], rightBits);
    }
    return left << rightBits | right;
  }

  private long decrypt(long value) {
    long left = value >>> rightBits;
    long right = value & ((1L << rightBits) - 1);
    for (int i = ROUNDS - 2; i >= 0; i -= 2) {
      right ^= hash(left, keys[i + 1], rightBits);
      left ^= hash(right, keys[i], leftBits);
    }
    return left << rightBits | right;
  }

  /**
   * The finaliser of SplitMix64, shortened; the highest bits of its products are the best mixed.
   */
  private static long hash(long half, long key, int bits) {
    long z = (half ^ key) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 32)) * 0x94D049BB133111EBL;
    return z >>> (Long.SIZE - bits);
  }
}
