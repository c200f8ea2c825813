package io.sparkgan.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class KernelDistanceTest {

  @Test
  void isTheMeanDiscrepancyOfAllPairs() {
    Points generated = Appraisals.points(40, 7, 0.5, 1);
    Points real = Appraisals.points(40, 7, 0, 2);
    double sum = 0;
    for (int i = 0; i < 40; i++) {
      for (int j = 0; j < 40; j++) {
        double own = kernel(generated, i, generated, j) + kernel(real, i, real, j);
        sum += (i == j ? 0 : own / (40 * 39)) - 2 * kernel(generated, i, real, j) / (40 * 40);
      }
    }
    assertThat(KernelDistance.estimate(generated, real)).isCloseTo(sum, within(1e-12));
  }

  @Test
  void ofPointsByHand() {
    // Kernels: (4 / 1 + 1)^3 among the twos, 1 among the noughts, 1 across.
    Points twos = Appraisals.points(new float[] {2}, new float[] {2});
    Points noughts = Appraisals.points(new float[] {0}, new float[] {0});
    assertThat(KernelDistance.estimate(twos, noughts)).isEqualTo(125 + 1 - 2);
  }

  @Test
  void isZeroOnAverageBetweenImagesOfOneKind() {
    KernelDistance distance =
        KernelDistance.over(
            IntStream.range(0, 200)
                .mapToObj(
                    i ->
                        KernelDistance.estimate(
                            Appraisals.points(20, 3, 0, 2L * i),
                            Appraisals.points(20, 3, 0, 2L * i + 1)))
                .toList());
    assertThat(distance.value()).isBetween(-4 * distance.error(), 4 * distance.error());
    assertThat(distance.error()).isPositive();
  }

  @Test
  void errorIsThatOfTheMeanOfTheEstimates() {
    KernelDistance distance = KernelDistance.over(List.of(1.0, 2.0, 4.0, 5.0));
    assertThat(distance.value()).isEqualTo(3);
    assertThat(distance.error()).isCloseTo(Math.sqrt((4 + 1 + 1 + 4) / 3.0 / 4), within(1e-15));
    assertThat(KernelDistance.over(List.of(1.0)).error()).isNaN();
  }

  @Test
  void orderOfImagesAndSideDoNotMatter() {
    Points some = Appraisals.points(50, 6, 0.5, 1);
    Points others = Appraisals.points(50, 6, 0, 2);
    double estimate = KernelDistance.estimate(some, others);
    assertThat(KernelDistance.estimate(others, some)).isCloseTo(estimate, within(1e-13));
    assertThat(KernelDistance.estimate(some.select(Appraisals.shuffled(50, 3)), others))
        .isCloseTo(estimate, within(1e-13));
  }

  private static double kernel(Points some, int i, Points others, int j) {
    double product = 0;
    for (int k = 0; k < some.dimensions(); k++) {
      product +=
          (double) some.values()[i * some.dimensions() + k]
              * others.values()[j * some.dimensions() + k];
    }
    return Math.pow(product / some.dimensions() + 1, 3);
  }
}
