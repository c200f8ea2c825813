package io.sparkgan.gan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sparkgan.gan.Logits.Target;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.factory.Nd4j;

final class LogitsTest {
  private static final Objective CROSS_ENTROPY = new Objective.NonSaturating();
  private static final Logits MODERATE = new Logits(new double[] {-4.5, -1, -.25, 0, .5, 2, 6});

  @Test
  void anUndecidedDiscriminatorSaysOneHalf() {
    assertThat(new Logits(new double[4]).meanProbability(CROSS_ENTROPY)).isEqualTo(.5);
  }

  @Test
  void nothingOverflows() {
    assertThat(new Logits(new double[] {1000}).meanProbability(CROSS_ENTROPY)).isOne();
    assertThat(new Logits(new double[] {-1000}).meanProbability(CROSS_ENTROPY)).isZero();
  }

  @Test
  void accuracyIsTheShareThatIsTakenForWhatItIs() {
    assertThat(MODERATE.accuracy(CROSS_ENTROPY, Target.REAL)).isEqualTo(3 / 7d);
    assertThat(MODERATE.accuracy(CROSS_ENTROPY, Target.GENERATED)).isEqualTo(4 / 7d);
  }

  @Test
  void leastSquaresDecideHalfWayBetweenTheirTargets() {
    Objective squares = new Objective.LeastSquares();
    Logits logits = new Logits(new double[] {-.5, .2, .6, 1.4});

    assertThat(logits.accuracy(squares, Target.REAL)).isEqualTo(.5);
    assertThat(logits.meanProbability(squares)).isCloseTo((.2 + .6 + 1) / 4, within(1e-15));
  }

  @Test
  void meanProbabilityIsTheMeanOfSigmoids() {
    double expected = (1 / (1 + Math.exp(-1)) + 1 / (1 + Math.exp(3))) / 2;

    assertThat(new Logits(new double[] {1, -3}).meanProbability(CROSS_ENTROPY))
        .isCloseTo(expected, within(1e-15));
  }

  @Test
  void rangesAndColumnsKeepTheirOrder() {
    Logits column = Logits.of(Nd4j.createFromArray(1f, 2, 3, 4).reshape(4, 1));

    assertThat(column.values()).containsExactly(1, 2, 3, 4);
    assertThat(column.range(1, 3).values()).containsExactly(2, 3);
    assertThat(Logits.concat(Stream.of(column.range(2, 4), column.range(0, 1))).values())
        .containsExactly(3, 4, 1);
  }
}
