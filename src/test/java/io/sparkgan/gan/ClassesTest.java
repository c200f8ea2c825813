package io.sparkgan.gan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sparkgan.TinyRecipes;
import io.sparkgan.config.Recipe;
import io.sparkgan.config.SeedSequence;
import io.sparkgan.config.SeedSequence.Purpose;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ClassesTest {
  private static final int SUBSETS = 2_000;
  private static final int SUBSET = 100;
  private final Recipe recipe = TinyRecipes.conditional(TinyRecipes.configured(), 10);

  @Test
  void pairsShareAClassAsOftenAsIndependentImagesDo() {
    double pairs = SUBSET * (SUBSET - 1) / 2.0;
    int[] classes = draw(recipe, SUBSETS * SUBSET);
    double shared =
        IntStream.range(0, SUBSETS)
            .mapToDouble(
                i -> shared(Arrays.copyOfRange(classes, i * SUBSET, (i + 1) * SUBSET)) / pairs)
            .average()
            .orElseThrow();
    // The pairs of a subset are pairwise independent, so the variance is that of as many draws.
    double error = Math.sqrt(0.1 * 0.9 / pairs / SUBSETS);
    assertThat(shared).isCloseTo(0.1, within(5 * error));
    assertThat(5 * error).as("tells 1 in 10 from 9 in 99").isLessThan(0.1 - 9.0 / 99);
  }

  @Test
  void eachIsAsLikelyAsTheOthers() {
    int[] classes = draw(recipe, 100_000);
    for (int k = 0; k < 10; k++) {
      int wanted = k;
      assertThat(Arrays.stream(classes).filter(it -> it == wanted).count())
          .isBetween(9_500L, 10_500L);
    }
  }

  @Test
  void thereAreNoneWithoutClasses() {
    assertThat(draw(TinyRecipes.configured(), 7)).isEmpty();
  }

  private static int[] draw(Recipe recipe, int count) {
    SplittableRandom random = new SeedSequence(1).stream(Purpose.EVALUATION, 0, 0);
    return Classes.draw(recipe, count, random);
  }

  /** Pairs of one class: n of them make n (n - 1) / 2. */
  private static double shared(int[] classes) {
    return Arrays.stream(classes)
            .mapToDouble(k -> Arrays.stream(classes).filter(other -> other == k).count() - 1)
            .sum()
        / 2;
  }
}
