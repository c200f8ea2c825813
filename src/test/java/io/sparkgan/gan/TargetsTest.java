package io.sparkgan.gan;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkgan.config.Loss.Labels;
import io.sparkgan.config.Loss.Labels.Smoothing;
import io.sparkgan.gan.Logits.Target;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class TargetsTest {
  private static final int COUNT = 2000;

  @Test
  void hardLabelsAreOneAndZero() {
    assertThat(draw(Smoothing.NONE, .1, 0, Target.REAL)).containsOnly(1);
    assertThat(draw(Smoothing.NONE, .1, 0, Target.GENERATED)).containsOnly(0);
  }

  @Test
  void oneSidedSmoothingMovesRealOnes() {
    assertThat(draw(Smoothing.ONE_SIDED, .1, 0, Target.REAL)).containsOnly(.9);
    assertThat(draw(Smoothing.ONE_SIDED, .1, 0, Target.GENERATED)).containsOnly(0);
  }

  @Test
  void twoSidedSmoothingMovesBoth() {
    assertThat(draw(Smoothing.TWO_SIDED, .2, 0, Target.REAL)).containsOnly(.8);
    assertThat(draw(Smoothing.TWO_SIDED, .2, 0, Target.GENERATED)).containsOnly(.2);
  }

  @Test
  void noisyLabelsAreSpreadOverTheAmount() {
    double[] real = draw(Smoothing.NOISY, .3, 0, Target.REAL);

    assertThat(Arrays.stream(real).min().orElseThrow()).isBetween(.7, .72);
    assertThat(Arrays.stream(real).max().orElseThrow()).isBetween(.98, 1.0);
    assertThat(Arrays.stream(real).average().orElseThrow()).isBetween(.84, .86);
  }

  @Test
  void aFlippedLabelIsThatOfTheOtherKind() {
    double[] real = draw(Smoothing.ONE_SIDED, .1, .25, Target.REAL);

    assertThat(real).containsOnly(.9, 0);
    assertThat(Arrays.stream(real).filter(t -> t == 0).count()).isBetween(400L, 600L);
    assertThat(draw(Smoothing.ONE_SIDED, .1, .25, Target.GENERATED)).containsOnly(0, .9);
  }

  private static double[] draw(Smoothing smoothing, double amount, double flip, Target kind) {
    return new Targets(new Labels(smoothing, amount, flip))
        .of(kind, COUNT, new SplittableRandom(1));
  }
}
