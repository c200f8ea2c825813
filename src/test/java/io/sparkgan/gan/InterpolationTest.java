package io.sparkgan.gan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.sparkgan.config.Recipe.Latent;
import io.sparkgan.config.Recipe.Latent.Distribution;
import io.sparkgan.config.Recipe.Latent.ForGenerator;
import io.sparkgan.config.SeedSequence;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class InterpolationTest {
  private static final int SIZE = 100;
  private static final Latent LATENT = new Latent(SIZE, Distribution.NORMAL, ForGenerator.FRESH, 0);
  private static final SeedSequence SEEDS = new SeedSequence(3);

  @Test
  void stepsAreEqualAnglesOfTheArc() {
    float[] x = {2, 0};
    float[] y = {0, 2};
    assertThat(Interpolation.between(x, y, 0)).containsExactly(x, within(1e-6f));
    assertThat(Interpolation.between(x, y, 1)).containsExactly(y, within(1e-6f));
    for (double place : new double[] {.25, .5, .75}) {
      double angle = place * Math.PI / 2;
      assertThat(Interpolation.between(x, y, place))
          .containsExactly(
              new float[] {(float) (2 * Math.cos(angle)), (float) (2 * Math.sin(angle))},
              within(1e-6f));
    }
  }

  @Test
  void vectorsOfOneDirectionHaveAStraightWay() {
    assertThat(Interpolation.between(new float[] {1, 1}, new float[] {3, 3}, .5))
        .containsExactly(new float[] {2, 2}, within(1e-6f));
    assertThat(Interpolation.between(new float[] {1, 1}, new float[] {-1, -1}, .25))
        .containsExactly(new float[] {.5f, .5f}, within(1e-6f));
  }

  @Test
  void nothingOnTheWayIsShorterThanWhatIsDrawn() {
    float[] rows = new Interpolation(9).rows(LATENT, 20, SEEDS);
    for (int i = 0; i < 20 * 9; i++) {
      // A straight line's middle would be 0.7 times as long as its ends: 7.
      assertThat(length(rows, i)).isBetween(8.0, 12.0);
    }
  }

  @Test
  void aWayIsTheSameWhateverTheNumberOfWaysAndSteps() {
    float[] few = new Interpolation(3).rows(LATENT, 2, SEEDS);
    float[] many = new Interpolation(5).rows(LATENT, 4, SEEDS);
    assertThat(few).hasSize(2 * 3 * SIZE);
    for (int row = 0; row < 2; row++) {
      for (int step = 0; step < 3; step++) {
        assertThat(vector(few, row * 3 + step)).isEqualTo(vector(many, row * 5 + 2 * step));
      }
    }
    assertThat(vector(few, 0)).isNotEqualTo(vector(few, 3));
  }

  @Test
  void aWayHasTwoEnds() {
    assertThatThrownBy(() -> new Interpolation(1)).isInstanceOf(IllegalArgumentException.class);
  }

  private static float[] vector(float[] all, int index) {
    return Arrays.copyOfRange(all, index * SIZE, (index + 1) * SIZE);
  }

  private static double length(float[] all, int index) {
    double sum = 0;
    for (float value : vector(all, index)) {
      sum += value * value;
    }
    return Math.sqrt(sum);
  }
}
