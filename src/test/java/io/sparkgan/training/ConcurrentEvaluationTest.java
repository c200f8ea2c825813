package io.sparkgan.training;

import static io.sparkgan.training.EvaluatedTraining.evaluations;
import static io.sparkgan.training.EvaluatedTraining.runner;
import static io.sparkgan.training.EvaluatedTraining.scripted;
import static io.sparkgan.training.EvaluatedTraining.settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkgan.config.Settings;
import io.sparkgan.state.GanState;
import io.sparkgan.training.CheckpointStore.Checkpoint;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A round is evaluated beside the training of the next, as if it had been evaluated before it. */
final class ConcurrentEvaluationTest {
  private final RecordingPorts ports = new RecordingPorts();
  private final EvaluatedTraining training = new EvaluatedTraining(ports);

  @ParameterizedTest
  @CsvSource({"1, 0", "1, 1", "1, 2", "2, 0", "2, 1", "3, 1"})
  void concurrentEvaluationsGiveTheSameTablesBestAndEnd(int every, int patience) {
    double[] scores = {9, 8, 8.5, 7, 7, 7, 6, 6};
    RecordingPorts beside = new RecordingPorts();

    Checkpoint end = training.run(settings(8, every, patience, false), scripted(scores));
    Settings concurrent = settings(8, every, patience, true);
    Checkpoint same = new EvaluatedTraining(beside).run(concurrent, scripted(scores));

    assertThat(same.round()).isEqualTo(end.round());
    assertThat(same.state().sha256()).isEqualTo(end.state().sha256());
    assertThat(beside.evaluations()).isEqualTo(ports.evaluations());
    assertThat(beside.best()).isEqualTo(ports.best());
    for (String call : new String[] {"commit", "samples", "details", "row", "scores", "best"}) {
      assertThat(beside.rounds(call)).as(call).isEqualTo(ports.rounds(call));
    }
  }

  @Test
  void aRoundIsEvaluatedWhileTheNextIsTrained() {
    Settings settings = settings(3, 1, 0, true);
    List<CountDownLatch> trained =
        IntStream.rangeClosed(0, 4).mapToObj(round -> new CountDownLatch(1)).toList();
    RoundRunner real = runner(settings);
    RoundRunner runner =
        (round, localSteps, state) -> {
          RoundOutcome outcome = real.run(round, localSteps, state);
          trained.get(round).countDown();
          return outcome;
        };
    List<Thread> threads = Collections.synchronizedList(new ArrayList<>());
    Evaluator evaluator =
        (round, shown) -> {
          threads.add(Thread.currentThread());
          await(trained.get(Math.min(round + 1, 3)));
          return evaluations(round);
        };

    training.run(settings, evaluator, runner);

    assertThat(ports.rounds("scores")).containsExactly(1, 2, 3);
    assertThat(ports.calls()).containsSubsequence("commit 1", "scores 1", "details 2", "commit 2");
    assertThat(threads).hasSize(3).noneMatch(Thread::isAlive);
    assertThat(threads).doesNotContain(Thread.currentThread());
  }

  @Test
  void trainingThatFailsWaitsForTheEvaluationAndFailsAsItself() {
    Settings settings = settings(3, 1, 0, true);
    CountDownLatch failed = new CountDownLatch(1);
    RoundRunner real = runner(settings);
    RoundRunner failing =
        (round, localSteps, state) -> {
          if (round == 2) {
            failed.countDown();
            throw new IllegalStateException("no executors");
          }
          return real.run(round, localSteps, state);
        };
    Evaluator evaluator =
        (round, shown) -> {
          await(failed);
          return evaluations(round);
        };

    assertThatThrownBy(() -> training.run(settings, evaluator, failing))
        .hasMessage("no executors")
        .hasNoSuppressedExceptions();
    assertThat(ports.rounds("scores")).containsExactly(1);
    assertThat(ports.best()).hasValue(1);
  }

  @ParameterizedTest
  @CsvSource({"false, false", "false, true", "true, false", "true, true"})
  void aRoundBeyondTheLastMayFail(boolean concurrent, boolean throwing) {
    Settings settings = settings(8, 1, 1, concurrent);
    RoundRunner real = runner(settings);
    RoundRunner diverging =
        (round, localSteps, state) -> {
          if (round == 3 && throwing) {
            throw new DivergedException(3, 0, "generator", 3);
          }
          RoundOutcome outcome = real.run(round, localSteps, state);
          return round == 3 ? infinite(outcome) : outcome;
        };

    assertThat(training.run(settings, scripted(9, 9, 9), diverging).round()).isEqualTo(2);
    assertThat(ports.rounds("details")).containsExactly(1, 2);
    assertThat(ports.rounds("scores")).containsExactly(1, 2);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aRoundThatFailsBeforeTheLastEndsTheRun(boolean concurrent) {
    Settings settings = settings(8, 1, 1, concurrent);
    RoundRunner real = runner(settings);
    RoundRunner diverging =
        (round, localSteps, state) ->
            round == 3
                ? infinite(real.run(3, localSteps, state))
                : real.run(round, localSteps, state);

    assertThatThrownBy(() -> training.run(settings, scripted(9, 8, 7), diverging))
        .isInstanceOf(DivergedException.class);
    assertThat(ports.rounds("scores")).containsExactly(1, 2);
  }

  @Test
  void anEvaluationThatFailsBesideARoundIsNotLost() {
    Settings settings = settings(3, 1, 1, true);
    RoundRunner real = runner(settings);
    IllegalStateException scores = new IllegalStateException("no scores");
    RoundRunner failing =
        (round, localSteps, state) -> {
          if (round == 2) {
            throw new IllegalStateException("no executors");
          }
          return real.run(round, localSteps, state);
        };
    Evaluator evaluator =
        (round, shown) -> {
          throw scores;
        };

    assertThatThrownBy(() -> training.run(settings, evaluator, failing))
        .hasMessage("no executors")
        .hasSuppressedException(scores);
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(20, TimeUnit.SECONDS)).as("both at once").isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The round with a sum of the workers' parameters that is not finite. */
  private static RoundOutcome infinite(RoundOutcome outcome) {
    GanState state = outcome.state();
    List<float[]> values =
        IntStream.range(0, state.layout().sections().size())
            .mapToObj(section -> state.values(section).clone())
            .toList();
    values.get(0)[0] = Float.POSITIVE_INFINITY;
    return new RoundOutcome(
        new GanState(state.layout(), values, state.steps(), state.updaterSteps()),
        outcome.workers(),
        outcome.broadcastMillis(),
        outcome.trainMillis(),
        outcome.averageMillis(),
        outcome.bytesBroadcast(),
        outcome.bytesReceived());
  }
}
