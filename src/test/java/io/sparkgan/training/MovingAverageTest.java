package io.sparkgan.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sparkgan.config.Settings;
import io.sparkgan.state.GanState;
import io.sparkgan.state.Layout;
import io.sparkgan.state.Section;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The formula a_r = d_r a_(r-1) + (1 - d_r) g_r with d_r = min(decay, 1 - 1/r). */
final class MovingAverageTest {
  private static final Layout LAYOUT =
      new Layout(
          List.of(
              new Section(Section.GENERATOR, Section.Kind.PARAMETERS, 2),
              new Section(Section.DISCRIMINATOR, Section.Kind.PARAMETERS, 1)));

  @Test
  void theInitialGeneratorStandsForTheAverageUntilRoundOneReplacesIt() {
    MovingAverage average = average(.9);
    GanState begun = average.begin(state(100, -100));

    assertThat(begun.average()).contains(new float[] {100, -100});
    assertThat(average.next(1, begun, state(3, 4)).average()).contains(new float[] {3, 4});
  }

  @Test
  void earlyAveragesArePlainMeans() {
    MovingAverage average = average(.9);
    GanState state = average.begin(state(1e6f, -1e6f));
    double[] sum = new double[2];
    for (int round = 1; round <= 10; round++) {
      float first = round * round;
      state = average.next(round, state, state(first, -round));
      sum[0] += first;
      sum[1] -= round;
      // 1 - 1/10 is .9, so round 10 is the last with a plain mean.
      assertThat((double) values(state)[0]).isCloseTo(sum[0] / round, within(1e-4));
      assertThat((double) values(state)[1]).isCloseTo(sum[1] / round, within(1e-5));
    }
  }

  @Test
  void laterRoundsDecayExponentially() {
    MovingAverage average = average(.5);
    GanState state = average.begin(state(7, 7));
    float[] generators = {8, 16, -32, 64};
    for (int round = 1; round <= generators.length; round++) {
      state = average.next(round, state, state(generators[round - 1], 0));
    }

    // Halves of small whole numbers are exact.
    assertThat(values(state)).containsExactly(1f + 2 - 8 + 32, 0);
  }

  @Test
  void everythingElseIsTheTrainedState() {
    MovingAverage average = average(.5);
    GanState trained = new GanState(LAYOUT, List.of(new float[] {1, 2}, new float[] {9}), 30, 20);
    GanState next = average.next(5, average.begin(state(3, 4)), trained);

    assertThat(next.layout()).isEqualTo(average.layout(LAYOUT)).isNotEqualTo(LAYOUT);
    assertThat(next.withoutAverage().sha256()).isEqualTo(trained.sha256());
  }

  @Test
  void withoutDecayThereIsNoAverage() {
    MovingAverage none = average(0);
    GanState state = state(1, 2);

    assertThat(none.begin(state)).isSameAs(state);
    assertThat(none.next(1, state, state)).isSameAs(state);
    assertThat(none.shown(state).sha256()).isEqualTo(state.sha256());
    assertThat(none.layout(LAYOUT)).isEqualTo(LAYOUT);
  }

  @Test
  void samplesShowTheAverageIfAsked() {
    GanState state = state(1, 2).withAverage(new float[] {3, 4});

    assertThat(new MovingAverage(new Settings.Ema(.5, true)).shown(state).sha256())
        .isEqualTo(state(3, 4).sha256());
    assertThat(new MovingAverage(new Settings.Ema(.5, false)).shown(state).sha256())
        .isEqualTo(state(1, 2).sha256());
  }

  private static MovingAverage average(double decay) {
    return new MovingAverage(new Settings.Ema(decay, true));
  }

  private static float[] values(GanState state) {
    return state.average().orElseThrow();
  }

  private static GanState state(float first, float second) {
    return new GanState(LAYOUT, List.of(new float[] {first, second}, new float[1]), 0, 0);
  }
}
