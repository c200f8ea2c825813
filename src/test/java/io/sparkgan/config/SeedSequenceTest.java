package io.sparkgan.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkgan.config.SeedSequence.Purpose;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** One stream for each (run seed, purpose, round, worker), the same for ever. */
class SeedSequenceTest {
  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

  /** The JDK's generator adds the golden gamma to its state and applies the same finaliser. */
  private static long finaliser(long value) {
    return new SplittableRandom(value - GOLDEN_GAMMA).nextLong();
  }

  @Test
  void seedsAreTheDocumentedMixture() {
    Purpose[] purposes = Purpose.values();
    for (int i = 0; i < purposes.length; i++) {
      for (long run : new long[] {0, 1, -7, Long.MAX_VALUE}) {
        for (long n = 0; n < 5; n++) {
          long seed = finaliser(run + GOLDEN_GAMMA);
          seed = finaliser(seed ^ (i + 1) * 0xD1B54A32D192ED03L);
          seed = finaliser(seed + n * GOLDEN_GAMMA);
          seed = finaliser(seed ^ (2 * n + 1) * 0x8CB92BA72F3D8DD7L);
          assertThat(new SeedSequence(run).seed(purposes[i], n, 2 * n)).isEqualTo(seed);
        }
      }
    }
  }

  @Test
  void purposesKeepTheirNumbers() {
    assertThat(Purpose.values())
        .containsExactly(
            Purpose.SHARD_PLAN,
            Purpose.GENERATOR_WEIGHTS,
            Purpose.DISCRIMINATOR_WEIGHTS,
            Purpose.BATCH_ORDER,
            Purpose.TRAINING_LATENTS,
            Purpose.DROPOUT,
            Purpose.SAMPLE_LATENTS,
            Purpose.GENERATION,
            Purpose.LABELS,
            Purpose.MIXES,
            Purpose.LATENT_BANK,
            Purpose.EVALUATION,
            Purpose.FLOOR,
            Purpose.JUDGE_WEIGHTS,
            Purpose.JUDGE_BATCHES,
            Purpose.INTERPOLATION);
  }

  @Test
  void streamsDifferInEachArgument() {
    long seed = new SeedSequence(1).seed(Purpose.DROPOUT, 2, 3);
    assertThat(
            Set.of(
                seed,
                new SeedSequence(2).seed(Purpose.DROPOUT, 2, 3),
                new SeedSequence(1).seed(Purpose.GENERATION, 2, 3),
                new SeedSequence(1).seed(Purpose.DROPOUT, 3, 3),
                new SeedSequence(1).seed(Purpose.DROPOUT, 2, 4),
                new SeedSequence(1).seed(Purpose.DROPOUT, 3, 2)))
        .hasSize(6);
    assertThat(new SeedSequence(1).stream(Purpose.DROPOUT, 2, 3).nextLong())
        .isEqualTo(new SplittableRandom(seed).nextLong());
  }

  @Test
  void noTwoOfManyStreamsAreAlike() {
    Set<Long> seeds = new HashSet<>();
    int count = 0;
    for (int run = 0; run < 4; run++) {
      for (Purpose purpose : Purpose.values()) {
        for (int round = 0; round < 100; round++) {
          for (int worker = -1; worker < 64; worker++) {
            seeds.add(new SeedSequence(run).seed(purpose, round, worker));
            count++;
          }
        }
      }
    }
    assertThat(seeds).hasSize(count);
  }

  /** ND4J's first draw after a seed uses only these. */
  @Test
  void theLowBitsAreSpreadEvenly() {
    int n = 1 << 16;
    Set<Integer> low = new HashSet<>();
    int[] ones = new int[32];
    int[] buckets = new int[256];
    for (int i = 0; i < n; i++) {
      int bits = (int) new SeedSequence(1).seed(Purpose.TRAINING_LATENTS, i / 64, i % 64);
      low.add(bits);
      buckets[bits & 255]++;
      for (int bit = 0; bit < 32; bit++) {
        ones[bit] += bits >>> bit & 1;
      }
    }
    // Of n random 32-bit words about n^2 / 2^33 = 0.5 pairs are equal.
    assertThat(low.size()).isGreaterThan(n - 6);
    double deviation = Math.sqrt(n) / 2;
    for (int count : ones) {
      assertThat(Math.abs(count - n / 2.0)).isLessThan(4.5 * deviation);
    }
    double expected = n / 256.0;
    double chiSquared = 0;
    for (int count : buckets) {
      chiSquared += (count - expected) * (count - expected) / expected;
    }
    // 255 degrees of freedom: mean 255, standard deviation 22.6.
    assertThat(chiSquared).isBetween(165.0, 345.0);
  }
}
