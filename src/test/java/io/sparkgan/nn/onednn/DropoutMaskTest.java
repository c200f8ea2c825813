package io.sparkgan.nn.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import io.sparkgan.nn.tensor.Dims;
import io.sparkgan.nn.tensor.Tensor;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;

/** Masks are as good as coins that are thrown for each value. */
final class DropoutMaskTest {
  private static final int COUNT = 100_003;
  private static final double SIGMAS = 4;

  @ParameterizedTest
  @ValueSource(doubles = {.01, .1, .5, .6, .7, .97})
  void everyValueSurvivesWithTheGivenProbability(double keep) {
    int[] mask = draw(seeded(keep, 1), COUNT);

    assertThat(mask).containsOnly(0, 1);
    assertShare(share(mask, mask, 0), keep, COUNT);
  }

  /** Four values come of one hash, and blocks of 1,024 hashes of one random number. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 7, 8, 64, 784, 4095, 4096, 4097})
  void valuesSurviveIndependentlyOfTheirNeighbours(int distance) {
    for (double keep : new double[] {.1, .5, .7}) {
      int[] mask = draw(seeded(keep, 2), COUNT);

      assertShare(share(mask, mask, distance), keep * keep, COUNT - distance);
    }
  }

  @Test
  void valuesSurviveIndependentlyOfTheLastPass() {
    DropoutMask dropout = seeded(.7, 3);
    int[] first = draw(dropout, COUNT);
    int[] second = draw(dropout, COUNT);

    assertShare(share(first, second, 0), .49, COUNT);
  }

  /** Streams of neighbouring seeds, as layers have, too. */
  @Test
  void valuesSurviveIndependentlyOfAnotherSeeds() {
    for (long seed = 10; seed < 15; seed++) {
      int[] one = draw(seeded(.7, seed), COUNT);
      int[] next = draw(seeded(.7, seed + 1), COUNT);

      assertShare(share(one, next, 0), .49, COUNT);
    }
  }

  @Test
  void batchesOfSeveralSizesTakeTurnsWithoutNewMemory() {
    DropoutMask dropout = seeded(.7, 5);
    Tensor large = Tensor.mask(Dims.rows(1, COUNT));
    Tensor small = Tensor.mask(Dims.rows(1, COUNT / 2));
    dropout.draw(large);
    long before = allocated();
    for (int pass = 0; pass < 50; pass++) {
      dropout.draw(small);
      dropout.draw(large);
    }

    // Less than for one more pass.
    assertThat(allocated() - before).isLessThan(COUNT);
  }

  /** Bytes of the Java heap that this thread has ever taken. */
  private static long allocated() {
    return ((ThreadMXBean) ManagementFactory.getThreadMXBean())
        .getThreadAllocatedBytes(Thread.currentThread().getId());
  }

  /** No place of a network is favoured: each survives in its share of many passes. */
  @Test
  void everyPlaceSurvivesInItsShareOfPasses() {
    int passes = 4000;
    double keep = .6;
    int[] survived = new int[512];
    DropoutMask dropout = seeded(keep, 4);
    Tensor tensor = Tensor.mask(Dims.rows(1, survived.length));
    for (int pass = 0; pass < passes; pass++) {
      int[] mask = draw(dropout, tensor);
      for (int i = 0; i < mask.length; i++) {
        survived[i] += mask[i];
      }
    }

    double squares = 0;
    for (int count : survived) {
      squares += Math.pow(count - keep * passes, 2) / (keep * (1 - keep) * passes);
    }
    // The mean of a chi-square of so many degrees of freedom is their number.
    assertThat(squares)
        .isCloseTo(survived.length, within(SIGMAS * Math.sqrt(2.0 * survived.length)));
  }

  @Test
  void theSameSeedGivesTheSameMasksAndAnotherOthers() {
    DropoutMask dropout = seeded(.7, 42);
    List<int[]> masks = new ArrayList<>(List.of(draw(dropout, 1001), draw(dropout, 1001)));
    dropout.seed(42);

    assertThat(draw(dropout, 1001)).isEqualTo(masks.get(0));
    assertThat(draw(dropout, 1001)).isEqualTo(masks.get(1)).isNotEqualTo(masks.get(0));
    assertThat(draw(seeded(.7, 43), 1001)).isNotEqualTo(masks.get(0));
    assertThat(draw(seeded(.7, new SplittableRandom(1).nextLong()), 1001))
        .isNotEqualTo(masks.get(0));
  }

  private static DropoutMask seeded(double keep, long seed) {
    DropoutMask dropout = new DropoutMask(keep);
    dropout.seed(seed);
    return dropout;
  }

  private static int[] draw(DropoutMask dropout, int count) {
    return draw(dropout, Tensor.mask(Dims.rows(1, count)));
  }

  private static int[] draw(DropoutMask dropout, Tensor mask) {
    dropout.draw(mask);
    return mask.array().castTo(DataType.INT32).toIntVector();
  }

  /** How often a value of one survives, and that of the other so far behind it. */
  private static double share(int[] one, int[] other, int distance) {
    int both = 0;
    for (int i = distance; i < one.length; i++) {
      both += one[i] & other[i - distance];
    }
    return (double) both / (one.length - distance);
  }

  private static void assertShare(double share, double probability, int count) {
    double sigma = Math.sqrt(probability * (1 - probability) / count);
    assertThat(share).isCloseTo(probability, within(SIGMAS * sigma));
  }
}
