package io.sparkgan.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkgan.TinyRecipes;
import io.sparkgan.config.Recipe.Latent.ForGenerator;
import io.sparkgan.config.SeedSequence;
import io.sparkgan.config.Updates;
import io.sparkgan.gan.InitialState;
import io.sparkgan.state.GanState;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Rounds are timed whole, and follow from each other. */
class RoundTimerTest {
  private static final GanState INITIAL =
      InitialState.of(
          TinyRecipes.convolutional(Updates.Plan.JOINT, ForGenerator.REUSE), new SeedSequence(1));

  private final List<Integer> rounds = new ArrayList<>();
  private final List<Long> steps = new ArrayList<>();
  private final RoundTimer timer = new RoundTimer(this::oneStep, 1, INITIAL);

  @Test
  void aRoundIsTrainedHoweverShortTheTime() {
    Timing timing = timer.train(0);

    assertThat(rounds).containsExactly(1);
    assertThat(timing.images()).isEqualTo(2 * 10);
    assertThat(timing.seconds()).isPositive();
  }

  @Test
  void eachRoundBeginsWithTheStateOfTheOneBefore() {
    timer.train(0);
    timer.train(0);
    timer.train(0);

    assertThat(rounds).containsExactly(1, 2, 3);
    assertThat(steps).containsExactly(0L, 1L, 2L);
  }

  @Test
  void roundsAreTrainedUntilTheTimeHasPassed() {
    Timing timing = timer.train(.01);

    assertThat(timing.seconds()).isGreaterThanOrEqualTo(.01);
    assertThat(timing.images()).isEqualTo(20L * rounds.size());
  }

  /** Two workers of ten images each. */
  private RoundOutcome oneStep(int round, int localSteps, GanState state) {
    assertThat(localSteps).isOne();
    rounds.add(round);
    steps.add(state.steps());
    List<float[]> values =
        state.layout().sections().stream().map(section -> state.values(section.name())).toList();
    return new RoundOutcome(
        new GanState(state.layout(), values, state.steps() + 1, state.updaterSteps() + 1),
        List.of(report(0), report(1)),
        0,
        0,
        0,
        0,
        0);
  }

  private static WorkerReport report(int worker) {
    return new WorkerReport(worker, "here", "any", 10, 10, .5, 0, 0, 0, 0, 0, 0, 0, List.of());
  }
}
