package io.sparkgan.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.BitSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PermutationTest {

  @Test
  void isABijectionForEverySmallSize() {
    for (int size = 1; size <= 300; size++) {
      for (int seed = 0; seed < 4; seed++) {
        assertBijection(new Permutation(size, seed));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {60_000, 65_535, 65_536, 65_537, 262_145, 1_000_003})
  void isABijectionForLargeSizes(long size) {
    assertBijection(new Permutation(size, 7));
  }

  @ParameterizedTest
  @ValueSource(longs = {6_000_000_000L, (1L << 32) + 1, (1L << 62) - 1, 1L << 62, Long.MAX_VALUE})
  void staysInsideAndInvertsForSizesBeyondMemory(long size) {
    Permutation permutation = new Permutation(size, 7);
    for (int i = 0; i < 1000; i++) {
      for (long index : new long[] {i, size - 1 - i, size / 1001 * i}) {
        long position = permutation.apply(index);
        assertThat(position).isBetween(0L, size - 1);
        assertThat(permutation.invert(position)).isEqualTo(index);
      }
    }
  }

  /** Each of the 24 orders of four numbers, over many seeds: chi-square with 23 degrees. */
  @Test
  void reachesEveryOrderAboutEquallyOften() {
    int[] counts = new int[256];
    int seeds = 24_000;
    for (int seed = 0; seed < seeds; seed++) {
      Permutation permutation = new Permutation(4, seed);
      int order = 0;
      for (int i = 0; i < 4; i++) {
        order = order * 4 + (int) permutation.apply(i);
      }
      counts[order]++;
    }
    double chiSquare = 0;
    int reached = 0;
    for (int count : counts) {
      if (count > 0) {
        reached++;
        chiSquare += Math.pow(count - seeds / 24.0, 2) / (seeds / 24.0);
      }
    }
    assertThat(reached).isEqualTo(24);
    // Mean 23, standard deviation 6.8.
    assertThat(chiSquare).isLessThan(23 + 6 * 6.8);
  }

  /** Where two neighbours go, as one pair of 50 x 49: chi-square with 2449 degrees. */
  @Test
  void sendsNeighboursAnywhere() {
    int size = 50;
    int seeds = 245_000;
    int[] counts = new int[size * size];
    for (int seed = 0; seed < seeds; seed++) {
      Permutation permutation = new Permutation(size, seed);
      counts[(int) (permutation.apply(10) * size + permutation.apply(11))]++;
    }
    double expected = seeds / (double) (size * (size - 1));
    double chiSquare = 0;
    for (int i = 0; i < counts.length; i++) {
      if (i / size != i % size) {
        chiSquare += Math.pow(counts[i] - expected, 2) / expected;
      }
    }
    // Mean 2449, standard deviation 70.
    assertThat(chiSquare).isBetween(2449 - 6 * 70.0, 2449 + 6 * 70.0);
  }

  /** What lies in the first half goes to both halves: neither clumped nor dealt out evenly. */
  @Test
  void mixesAWholeDataSet() {
    int size = 60_000;
    double sumOfSquares = 0;
    int seeds = 50;
    for (int seed = 0; seed < seeds; seed++) {
      Permutation permutation = new Permutation(size, seed);
      int stayed = 0;
      for (int i = 0; i < size / 2; i++) {
        stayed += permutation.apply(i) < size / 2 ? 1 : 0;
      }
      // Hypergeometric: variance n/16 for halves of n.
      sumOfSquares += Math.pow(stayed - size / 4.0, 2) / (size / 16.0);
    }
    // Chi-square with 50 degrees: mean 50, standard deviation 10.
    assertThat(sumOfSquares).isBetween(10.0, 110.0);
  }

  @Test
  void refusesWhatIsOutside() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Permutation(0, 1));
    Permutation permutation = new Permutation(5, 1);
    assertThatThrownBy(() -> permutation.apply(5)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> permutation.apply(-1)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  private static void assertBijection(Permutation permutation) {
    BitSet seen = new BitSet();
    for (long i = 0; i < permutation.size(); i++) {
      int position = Math.toIntExact(permutation.apply(i));
      if (seen.get(position) || permutation.invert(position) != i) {
        throw new AssertionError(
            "Size %d: %d goes to %d".formatted(permutation.size(), i, position));
      }
      seen.set(position);
    }
    assertThat(seen.length()).isEqualTo((int) permutation.size());
  }
}
