package io.sparkgan.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MnistScoreTest {

  @Test
  void imagesThatSayNothingScoreOne() {
    float[] uniform = new float[50 * 10];
    Arrays.fill(uniform, 0.1f);
    assertThat(score(Points.of(50, uniform))).isCloseTo(1, within(1e-6));
  }

  @Test
  void sureImagesOfEqualClassesScoreTheNumberOfClasses() {
    Points features = Appraisals.points(50, 2, 0, 1);
    int[] classes = IntStream.range(0, 50).map(i -> i % 10).toArray();
    assertThat(score(Appraisals.sure(features, classes))).isCloseTo(10, within(1e-12));
  }

  @Test
  void sureImagesOfOneClassScoreOne() {
    Points features = Appraisals.points(50, 2, 0, 1);
    assertThat(score(Appraisals.sure(features, new int[50]))).isEqualTo(1);
  }

  @Test
  void isTheExponentialOfTheMeanDivergence() {
    double divergence = 0.75 * Math.log(0.75 / 0.5) + 0.25 * Math.log(0.25 / 0.5);
    assertThat(score(Points.of(2, new float[] {0.75f, 0.25f, 0.25f, 0.75f})))
        .isCloseTo(Math.exp(divergence), within(1e-15));
  }

  @Test
  void orderOfClassesAndImagesDoesNotMatter() {
    Points chances = Appraisals.chances(200, 10, 5);
    int[] images = Appraisals.shuffled(200, 1);
    int[] classes = Appraisals.shuffled(10, 2);
    float[] moved = new float[2000];
    for (int i = 0; i < 200; i++) {
      for (int j = 0; j < 10; j++) {
        moved[images[i] * 10 + classes[j]] = chances.values()[i * 10 + j];
      }
    }
    assertThat(score(Points.of(200, moved))).isCloseTo(score(chances), within(1e-13));
  }

  private static double score(Points chances) {
    return score(Appraisals.of(Appraisals.points(chances.count(), 2, 0, 1), chances));
  }

  private static double score(Appraisal images) {
    return MnistScore.of(ClassSums.of(images));
  }
}
