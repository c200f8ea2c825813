package io.sparkgan.data;

/**
 * SplitMix64 (Steele, Lea and Flood 2014) as a function: any number of a sequence without the ones
 * before it.
 */
final class SplitMix64 {
  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

  private SplitMix64() {}

  /** The k-th number, from 0, of the sequence that begins at a seed. */
  static long number(long seed, long k) {
    long z = seed + (k + 1) * GOLDEN_GAMMA;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
