package io.sparkgan.gan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sparkgan.config.Loss;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class ObjectiveTest {
  /** None at a kink of the hinge. */
  private static final double[] LOGITS = {-4.5, -1.2, -.25, 0, .5, 2, 6};

  @ParameterizedTest
  @EnumSource
  void slopesAgreeWithFiniteDifferencesOfTheLosses(Loss.Objective name) {
    Objective objective = Objective.of(name);
    for (double l : LOGITS) {
      for (double target : new double[] {0, 1}) {
        assertThat(objective.discriminatorSlope(l, target))
            .isCloseTo(slope(x -> objective.discriminatorLoss(x, target), l), within(1e-8));
      }
      assertThat(objective.generatorSlope(l))
          .isCloseTo(slope(objective::generatorLoss, l), within(1e-8));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"NON_SATURATING", "MINIMAX", "LEAST_SQUARES"})
  void slopesOfSmoothedTargetsToo(Loss.Objective name) {
    Objective objective = Objective.of(name);
    assertThat(name.hasTargets()).isTrue();
    for (double l : LOGITS) {
      assertThat(objective.discriminatorSlope(l, .9))
          .isCloseTo(slope(x -> objective.discriminatorLoss(x, .9), l), within(1e-8));
    }
  }

  private static double slope(DoubleUnaryOperator loss, double at) {
    double h = 1e-5;
    return (loss.applyAsDouble(at + h) - loss.applyAsDouble(at - h)) / (2 * h);
  }

  /** Each column by hand from the formulas of the papers, at logit 2. */
  @ParameterizedTest
  @CsvSource({
    "NON_SATURATING, 0.126928011, 2.126928011, 0.126928011",
    "MINIMAX, 0.126928011, 2.126928011, -2.126928011",
    "LEAST_SQUARES, 0.5, 2, 0.5",
    "WASSERSTEIN, -2, 2, -2",
    "HINGE, 0, 3, -2"
  })
  void lossesAtLogitTwo(Loss.Objective name, double real, double generated, double generators) {
    Objective objective = Objective.of(name);

    assertThat(objective.discriminatorLoss(2, 1)).isCloseTo(real, within(1e-9));
    assertThat(objective.discriminatorLoss(2, 0)).isCloseTo(generated, within(1e-9));
    assertThat(objective.generatorLoss(2)).isCloseTo(generators, within(1e-9));
  }

  @Test
  void anUndecidedDiscriminatorLosesLogTwo() {
    Objective objective = new Objective.NonSaturating();

    assertThat(objective.discriminatorLoss(0, 1)).isCloseTo(Math.log(2), within(1e-15));
    assertThat(objective.discriminatorLoss(0, 0)).isCloseTo(Math.log(2), within(1e-15));
  }

  @Test
  void crossEntropyNeverOverflows() {
    Objective objective = new Objective.NonSaturating();

    assertThat(objective.discriminatorLoss(1000, 1)).isZero();
    assertThat(objective.discriminatorLoss(1000, 0)).isEqualTo(1000);
    assertThat(objective.discriminatorLoss(-1000, 1)).isEqualTo(1000);
    assertThat(objective.discriminatorSlope(1000, 0)).isEqualTo(1);
    assertThat(objective.discriminatorSlope(-1000, 1)).isEqualTo(-1);
  }
}
