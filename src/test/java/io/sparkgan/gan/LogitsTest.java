package io.sparkgan.gan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sparkgan.gan.Logits.Target;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.factory.Nd4j;

final class LogitsTest {
  private static final float[] MODERATE = {-4.5f, -1, -.25f, 0, .5f, 2, 6};

  @Test
  void lossOnRealIsTheMeanOfMinusLogSigmoid() {
    double sum = 0;
    for (float l : MODERATE) {
      sum -= Math.log(1 / (1 + Math.exp(-l)));
    }
    assertThat(new Logits(MODERATE).loss(Target.REAL))
        .isCloseTo(sum / MODERATE.length, within(1e-12));
  }

  @Test
  void lossOnGeneratedIsTheMeanOfMinusLogOfOneMinusSigmoid() {
    double sum = 0;
    for (float l : MODERATE) {
      sum -= Math.log(1 - 1 / (1 + Math.exp(-l)));
    }
    assertThat(new Logits(MODERATE).loss(Target.GENERATED))
        .isCloseTo(sum / MODERATE.length, within(1e-12));
  }

  @Test
  void anUndecidedDiscriminatorLosesLogTwo() {
    Logits undecided = new Logits(new float[4]);

    assertThat(undecided.loss(Target.REAL)).isCloseTo(Math.log(2), within(1e-15));
    assertThat(undecided.loss(Target.GENERATED)).isCloseTo(Math.log(2), within(1e-15));
    assertThat(undecided.meanProbability()).isEqualTo(.5);
  }

  @Test
  void nothingOverflows() {
    Logits sure = new Logits(new float[] {1000});
    Logits wrong = new Logits(new float[] {-1000});

    assertThat(sure.loss(Target.REAL)).isZero();
    assertThat(sure.loss(Target.GENERATED)).isEqualTo(1000);
    assertThat(wrong.loss(Target.REAL)).isEqualTo(1000);
    assertThat(wrong.loss(Target.GENERATED)).isZero();
    assertThat(sure.gradient(Target.REAL, 1)).containsExactly(0);
    assertThat(sure.gradient(Target.GENERATED, 1)).containsExactly(1);
    assertThat(wrong.gradient(Target.REAL, 1)).containsExactly(-1);
    assertThat(wrong.gradient(Target.GENERATED, 1)).containsExactly(0);
    assertThat(sure.meanProbability()).isOne();
    assertThat(wrong.meanProbability()).isZero();
  }

  @ParameterizedTest
  @EnumSource(Target.class)
  void gradientAgreesWithFiniteDifferencesOfTheLoss(Target target) {
    float h = 1f / 256;
    double[] gradient = new Logits(MODERATE).gradient(target, MODERATE.length);
    for (int i = 0; i < MODERATE.length; i++) {
      float[] up = MODERATE.clone();
      float[] down = MODERATE.clone();
      up[i] += h;
      down[i] -= h;
      double slope = (new Logits(up).loss(target) - new Logits(down).loss(target)) / (2 * h);
      assertThat(gradient[i]).isCloseTo(slope, within(1e-6));
    }
  }

  @Test
  void gradientIsDividedByTheImagesThatTheLossIsAMeanOver() {
    double[] alone = new Logits(MODERATE).gradient(Target.REAL, 1);
    double[] shared = new Logits(MODERATE).gradient(Target.REAL, 8);

    for (int i = 0; i < alone.length; i++) {
      assertThat(shared[i]).isEqualTo(alone[i] / 8);
    }
  }

  @Test
  void accuracyIsTheShareThatIsTakenForWhatItIs() {
    assertThat(new Logits(MODERATE).accuracy(Target.REAL)).isEqualTo(3 / 7d);
    assertThat(new Logits(MODERATE).accuracy(Target.GENERATED)).isEqualTo(4 / 7d);
  }

  @Test
  void meanProbabilityIsTheMeanOfSigmoids() {
    double expected = (1 / (1 + Math.exp(-1)) + 1 / (1 + Math.exp(3))) / 2;

    assertThat(new Logits(new float[] {1, -3}).meanProbability())
        .isCloseTo(expected, within(1e-15));
  }

  @Test
  void rangesAndColumnsKeepTheirOrder() {
    Logits column = Logits.of(Nd4j.createFromArray(1f, 2, 3, 4).reshape(4, 1));

    assertThat(column.values()).containsExactly(1, 2, 3, 4);
    assertThat(column.range(1, 3).values()).containsExactly(2, 3);
  }
}
