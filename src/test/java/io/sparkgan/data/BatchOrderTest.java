package io.sparkgan.data;

import static io.sparkgan.config.Recipe.Batch.Drawing.IN_ORDER;
import static io.sparkgan.config.Recipe.Batch.Drawing.SHUFFLED_PASSES;
import static io.sparkgan.config.Recipe.Batch.Drawing.WITH_REPLACEMENT;
import static org.assertj.core.api.Assertions.assertThat;

import io.sparkgan.config.Recipe.Batch.Drawing;
import io.sparkgan.config.SeedSequence;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class BatchOrderTest {
  private final SeedSequence seeds = new SeedSequence(42);

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 64, 1000})
  void everyPassDrawsEveryImageOnce(int size) {
    BatchOrder order = new BatchOrder(SHUFFLED_PASSES, seeds, 3, size);
    long[] everyImage = LongStream.range(0, size).toArray();
    for (long pass = 0; pass < 5; pass++) {
      assertThat(draws(order, pass * size, size)).containsExactlyInAnyOrder(everyImage);
    }
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "IN_ORDER")
  void passesAndWorkersAndSeedsDiffer(Drawing drawing) {
    long[] draws = draws(new BatchOrder(drawing, seeds, 0, 1000), 0, 1000);
    // Two random orders agree in one place on average.
    assertThat(agreements(draws, draws(new BatchOrder(drawing, seeds, 0, 1000), 1000, 1000)))
        .isLessThan(10);
    assertThat(agreements(draws, draws(new BatchOrder(drawing, seeds, 1, 1000), 0, 1000)))
        .isLessThan(10);
    SeedSequence other = new SeedSequence(43);
    assertThat(agreements(draws, draws(new BatchOrder(drawing, other, 0, 1000), 0, 1000)))
        .isLessThan(10);
  }

  @ParameterizedTest
  @EnumSource(Drawing.class)
  void aDrawDependsOnItsNumberAlone(Drawing drawing) {
    long[] draws = draws(new BatchOrder(drawing, seeds, 0, 100), 0, 1000);
    BatchOrder backwards = new BatchOrder(drawing, seeds, 0, 100);
    for (int k = 999; k >= 0; k--) {
      assertThat(backwards.slot(k)).isEqualTo(draws[k]);
    }
  }

  @Test
  void inOrderEveryPassIsTheShardAsItIs() {
    BatchOrder order = new BatchOrder(IN_ORDER, seeds, 3, 7);
    assertThat(draws(order, 0, 16)).containsExactly(0, 1, 2, 3, 4, 5, 6, 0, 1, 2, 3, 4, 5, 6, 0, 1);
  }

  /** Chi-square with 99 degrees of freedom: mean 99, standard deviation 14. */
  @Test
  void withReplacementEveryImageIsAboutEquallyLikely() {
    BatchOrder order = new BatchOrder(WITH_REPLACEMENT, seeds, 0, 100);
    int[] counts = new int[100];
    for (int k = 0; k < 100_000; k++) {
      counts[(int) order.slot(k)]++;
    }
    double chiSquare = 0;
    for (int count : counts) {
      chiSquare += Math.pow(count - 1000, 2) / 1000;
    }
    assertThat(chiSquare).isBetween(99 - 5 * 14.0, 99 + 6 * 14.0);
  }

  private static long[] draws(BatchOrder order, long first, int count) {
    return LongStream.range(first, first + count).map(order::slot).toArray();
  }

  private static long agreements(long[] some, long[] others) {
    return LongStream.range(0, some.length).filter(i -> some[(int) i] == others[(int) i]).count();
  }
}
