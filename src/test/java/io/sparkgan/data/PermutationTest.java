package io.sparkgan.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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

  /** Chi-square over all the orders of a few numbers, over many seeds. */
  @ParameterizedTest
  @CsvSource({"2,2", "3,6", "4,24", "5,120", "6,720"})
  void reachesEveryOrderAboutEquallyOften(int size, int orders) {
    Map<Long, Integer> counts = new HashMap<>();
    int seeds = 100 * orders;
    for (int seed = 0; seed < seeds; seed++) {
      Permutation permutation = new Permutation(size, seed);
      long order = 0;
      for (int i = 0; i < size; i++) {
        order = order * size + permutation.apply(i);
      }
      counts.merge(order, 1, Integer::sum);
    }
    assertThat(counts).hasSize(orders);
    double chiSquare = 0;
    for (int count : counts.values()) {
      chiSquare += Math.pow(count - 100, 2) / 100;
    }
    int degrees = orders - 1;
    assertThat(chiSquare).isLessThan(degrees + 6 * Math.sqrt(2.0 * degrees));
  }

  /** Chi-square over the places that two neighbours go to, over many seeds. */
  @ParameterizedTest
  @ValueSource(ints = {20, 32, 33, 50})
  void sendsNeighboursAnywhere(int size) {
    int pairs = size * (size - 1);
    int[] counts = new int[size * size];
    for (int seed = 0; seed < 100 * pairs; seed++) {
      Permutation permutation = new Permutation(size, seed);
      counts[(int) (permutation.apply(10) * size + permutation.apply(11))]++;
    }
    double chiSquare = 0;
    for (int i = 0; i < counts.length; i++) {
      if (i / size != i % size) {
        chiSquare += Math.pow(counts[i] - 100, 2) / 100;
      }
    }
    int degrees = pairs - 1;
    double spread = 6 * Math.sqrt(2.0 * degrees);
    assertThat(chiSquare).isBetween(degrees - spread, degrees + spread);
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
