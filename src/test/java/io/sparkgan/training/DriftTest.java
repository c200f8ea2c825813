package io.sparkgan.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sparkgan.state.GanState;
import io.sparkgan.state.Layout;
import io.sparkgan.state.Section;
import java.util.List;
import org.junit.jupiter.api.Test;

class DriftTest {
  private static final Layout LAYOUT =
      new Layout(
          List.of(
              new Section("generator/parameters", Section.Kind.PARAMETERS, 2),
              new Section("generator/updater", Section.Kind.UPDATER, 1),
              new Section("discriminator/parameters", Section.Kind.PARAMETERS, 1)));

  @Test
  void itIsTheRootMeanSquareOfTheDistancesRelativeToTheAverage() {
    // |w| is 5 and 2; (1/4) 4^2 + (3/4) 8^2 = 52, and (1/4) 1 + (3/4) 1 = 1.
    RoundOutcome outcome = outcome(1, report(0, .25, 4, 1), report(1, .75, 8, 1));

    assertThat(outcome.drift().generator()).isCloseTo(Math.sqrt(52) / 5, within(1e-15));
    assertThat(outcome.drift().discriminator()).isEqualTo(.5);
    assertThat(outcome.drift().greater()).isEqualTo(outcome.drift().generator());
  }

  @Test
  void theScaleOfTheWeightsDoesNotCount() {
    Drift small = outcome(1, report(0, .5, 4, 1), report(1, .5, 2, 3)).drift();
    Drift large = outcome(8, report(0, .5, 32, 8), report(1, .5, 16, 24)).drift();

    assertThat(large).isEqualTo(small);
  }

  @Test
  void copiesThatAreAlikeHaveNoneEvenIfAllIsZero() {
    assertThat(outcome(0, report(0, .5, 0, 0), report(1, .5, 0, 0)).drift())
        .isEqualTo(new Drift(0, 0));
  }

  private static RoundOutcome outcome(float scale, WorkerReport... workers) {
    GanState state =
        new GanState(
            LAYOUT,
            List.of(
                new float[] {3 * scale, -4 * scale}, new float[] {99}, new float[] {-2 * scale}),
            1,
            1);
    return new RoundOutcome(state, List.of(workers), 0, 0, 0, 0, 0);
  }

  private static WorkerReport report(
      int worker, double weight, double generator, double discriminator) {
    return new WorkerReport(
        worker, "here", "any", 1, 1, weight, 0, 0, 0, 0, 0, generator, discriminator, List.of());
  }
}
