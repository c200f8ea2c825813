package io.sparkgan.gan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sparkgan.gan.Logits.Target;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.factory.Nd4j;

final class LogitsTest {
  private static final Logits MODERATE = new Logits(new double[] {-4.5, -1, -.25, 0, .5, 2, 6});

  @Test
  void anUndecidedDiscriminatorSaysOneHalf() {
    assertThat(new Logits(new double[4]).meanProbability()).isEqualTo(.5);
  }

  @Test
  void nothingOverflows() {
    assertThat(new Logits(new double[] {1000}).meanProbability()).isOne();
    assertThat(new Logits(new double[] {-1000}).meanProbability()).isZero();
  }

  @Test
  void accuracyIsTheShareThatIsTakenForWhatItIs() {
    assertThat(MODERATE.accuracy(Target.REAL)).isEqualTo(3 / 7d);
    assertThat(MODERATE.accuracy(Target.GENERATED)).isEqualTo(4 / 7d);
  }

  @Test
  void meanProbabilityIsTheMeanOfSigmoids() {
    double expected = (1 / (1 + Math.exp(-1)) + 1 / (1 + Math.exp(3))) / 2;

    assertThat(new Logits(new double[] {1, -3}).meanProbability())
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
