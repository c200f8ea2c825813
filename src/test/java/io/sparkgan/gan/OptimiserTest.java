package io.sparkgan.gan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sparkgan.config.OptimiserSpec;
import io.sparkgan.config.OptimiserSpec.Adam.EpsilonForm;
import io.sparkgan.config.Schedule;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Against the formulas in plain loops; epsilons are large enough to see where they are added. */
final class OptimiserTest {
  private static final int SIZE = 7;
  private static final int STEPS = 4;

  private final SplittableRandom random = new SplittableRandom(8);
  private final UpdateCount count = new UpdateCount();

  @ParameterizedTest
  @EnumSource
  void adamAddsEpsilonWhereItsFormSays(EpsilonForm form) {
    Schedule schedule = new Schedule.InverseTime(.5);
    OptimiserSpec spec = new OptimiserSpec.Adam(.1, .6, .9, .3, form, schedule);
    Optimiser optimiser = new Optimiser(spec, SIZE, DataType.DOUBLE, count);
    double[] m = new double[SIZE];
    double[] v = new double[SIZE];
    for (int t = 1; t <= STEPS; t++) {
      double[] gradient = gradient();
      double[] expected = new double[SIZE];
      double rate = .1 / (1 + .5 * (t - 1));
      for (int i = 0; i < SIZE; i++) {
        m[i] = .6 * m[i] + .4 * gradient[i];
        v[i] = .9 * v[i] + .1 * gradient[i] * gradient[i];
        double mean = m[i] / (1 - Math.pow(.6, t));
        double root = Math.sqrt(v[i] / (1 - Math.pow(.9, t)));
        double hat = .3 / Math.sqrt(1 - Math.pow(.9, t));
        expected[i] = rate * mean / (root + (form == EpsilonForm.PAPER ? .3 : hat));
      }
      assertThat(step(optimiser, gradient)).containsExactly(expected, within(1e-12));
    }
  }

  @Test
  void rmsPropIsThatOfKeras() {
    OptimiserSpec spec = new OptimiserSpec.RmsProp(.1, .9, .3, new Schedule.InverseTime(.5));
    Optimiser optimiser = new Optimiser(spec, SIZE, DataType.DOUBLE, count);
    double[] square = new double[SIZE];
    for (int t = 0; t < STEPS; t++) {
      double[] gradient = gradient();
      double[] expected = new double[SIZE];
      for (int i = 0; i < SIZE; i++) {
        square[i] = .9 * square[i] + .1 * gradient[i] * gradient[i];
        expected[i] = .1 / (1 + .5 * t) * gradient[i] / (Math.sqrt(square[i]) + .3);
      }
      assertThat(step(optimiser, gradient)).containsExactly(expected, within(1e-12));
    }
    assertThat(optimiser.memory().toDoubleVector()).containsExactly(square, within(1e-12));
  }

  @Test
  void biasCorrectionBeginsAnewWhereAskedAndTheScheduleDoesNot() {
    OptimiserSpec spec =
        new OptimiserSpec.Adam(1, .5, .5, 1e-12, EpsilonForm.HAT, new Schedule.Linear(0, 4));
    Optimiser optimiser = new Optimiser(spec, 1, DataType.DOUBLE, count);
    double[] one = {1};

    assertThat(step(optimiser, one)[0]).isCloseTo(1, within(1e-9));
    count.restartBiasCorrection();
    double again = step(optimiser, one)[0];

    // m = v = 3/4 after two steps, corrected as after one; the rate has fallen to 3/4.
    double expected = .75 * (.75 / .5) / Math.sqrt(.75 / .5);
    assertThat(again).isCloseTo(expected, within(1e-9));
    assertThat(count.sinceStart()).isEqualTo(2);
    assertThat(count.sinceZero()).isEqualTo(1);
  }

  private double[] gradient() {
    return random.doubles(SIZE, -1, 1).toArray();
  }

  /** By how much the parameters fall. */
  private static double[] step(Optimiser optimiser, double[] gradient) {
    INDArray parameters = Nd4j.zeros(DataType.DOUBLE, 1, gradient.length);
    optimiser.step(parameters, Nd4j.createFromArray(gradient).reshape(1, gradient.length));
    return parameters.neg().toDoubleVector();
  }
}
