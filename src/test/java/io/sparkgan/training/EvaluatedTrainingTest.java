package io.sparkgan.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkgan.Computes;
import io.sparkgan.TinyRecipes;
import io.sparkgan.config.Protocol;
import io.sparkgan.config.Recipe;
import io.sparkgan.config.Score;
import io.sparkgan.config.Settings;
import io.sparkgan.config.Settings.Averaging;
import io.sparkgan.config.Settings.Averaging.UpdaterState;
import io.sparkgan.config.Settings.Averaging.Weights;
import io.sparkgan.evaluation.Evaluation;
import io.sparkgan.evaluation.Judged;
import io.sparkgan.evaluation.Scores;
import io.sparkgan.gan.Samples;
import io.sparkgan.state.GanState;
import io.sparkgan.state.Section;
import io.sparkgan.training.CheckpointStore.Checkpoint;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Real rounds of one worker, and scores that are given: the Frechet distance decides. */
final class EvaluatedTrainingTest {
  private static final Recipe RECIPE = TinyRecipes.configured();

  private final RecordingPorts ports = new RecordingPorts();

  @Test
  void aRoundIsEvaluatedAfterItsCommitAndTheLastRoundAlways() {
    run(settings(5, 2, 0, false), scripted(9, 9, 9, 9, 9));

    assertThat(ports.rounds("scores")).containsExactly(2, 4, 5);
    assertThat(ports.calls())
        .containsSubsequence(
            "commit 2", "close 2", "progress 2", "scores 2", "best 2", "evaluated 2", "details 3");
  }

  @Test
  void aRoundThatIsDueIsCommittedThoughNoCheckpointIs() {
    run(settings(7, 5, 0, false), scripted(9, 9, 9, 9, 9, 9, 9));

    assertThat(ports.rounds("commit")).containsExactly(0, 3, 5, 6, 7);
  }

  @Test
  void theGeneratorIsJudgedThatSamplesShow() {
    Settings settings = settings(2, 1, 0, false, new Settings.Ema(.6, true));
    List<GanState> judged = new ArrayList<>();
    run(
        settings,
        (round, shown) -> {
          judged.add(shown);
          return evaluations(round);
        });

    assertThat(judged).hasSize(2);
    GanState last = ports.committed().get(2).state();
    assertThat(judged.get(1).values(Section.GENERATOR))
        .isEqualTo(last.average().orElseThrow())
        .isNotEqualTo(last.values(Section.GENERATOR));
  }

  @Test
  void theBestRoundIsKeptAndEqualsDoNotReplaceIt() {
    run(settings(5, 1, 0, false), scripted(9, 5, 7, 5, 4));

    assertThat(ports.rounds("best")).containsExactly(1, 2, 5);
    assertThat(ports.best()).hasValue(5);
  }

  @Test
  void theFirstProtocolDecides() {
    run(
        settings(3, 1, 0, false),
        (round, shown) ->
            List.of(
                evaluation(Protocol.N500, 10 - round), evaluation(Protocol.BATCH32, 10 + round)));

    assertThat(ports.rounds("best")).containsExactly(1, 2, 3);
    assertThat(ports.evaluations().get(1)).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource({"1, 3", "2, 6", "3, 8", "0, 8"})
  void trainingEndsAfterSoManyEvaluationsWithoutABetterOne(int patience, int last) {
    Checkpoint end = run(settings(8, 1, patience, false), scripted(9, 8, 8.5, 7, 7, 7, 6, 6));

    assertThat(end.round()).isEqualTo(last);
    assertThat(ports.latest().orElseThrow().round()).isEqualTo(last);
    assertThat(ports.rounds("details")).hasSize(last);
  }

  @ParameterizedTest
  @CsvSource({"1, 0", "1, 1", "1, 2", "2, 0", "2, 1", "3, 1"})
  void concurrentEvaluationsGiveTheSameTablesBestAndEnd(int every, int patience) {
    double[] scores = {9, 8, 8.5, 7, 7, 7, 6, 6};
    RecordingPorts beside = new RecordingPorts();

    Checkpoint end = run(settings(8, every, patience, false), scripted(scores));
    Settings concurrent = settings(8, every, patience, true);
    Checkpoint same = run(concurrent, scripted(scores), runner(concurrent), beside);

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
        (round, state) -> {
          RoundOutcome outcome = real.run(round, state);
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

    run(settings, evaluator, runner, ports);

    assertThat(ports.rounds("scores")).containsExactly(1, 2, 3);
    assertThat(ports.calls()).containsSubsequence("commit 1", "scores 1", "details 2", "commit 2");
    assertThat(threads).hasSize(3).noneMatch(Thread::isAlive);
    assertThat(threads).doesNotContain(Thread.currentThread());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aFailingEvaluationEndsTheRunAndLeavesItsRoundToBeMadeUp(boolean concurrent) {
    Settings settings = settings(4, 1, 0, concurrent);
    RecordingPorts straight = new RecordingPorts();
    Checkpoint whole = run(settings, scripted(9, 8, 7, 6), runner(settings), straight);
    IllegalStateException lost = new IllegalStateException("executors lost");
    Evaluator failing =
        (round, shown) -> {
          if (round == 2) {
            throw lost;
          }
          return scripted(9, 8, 7, 6).evaluate(round, shown);
        };

    assertThatThrownBy(() -> run(settings, failing)).isSameAs(lost);
    assertThat(ports.latest().orElseThrow().round()).isEqualTo(2);
    assertThat(ports.rounds("details")).containsExactly(1, 2);
    assertThat(ports.rounds("scores")).containsExactly(1);

    assertThat(resume(settings, scripted(9, 8, 7, 6)).state().sha256())
        .isEqualTo(whole.state().sha256());
    assertThat(ports.evaluations()).isEqualTo(straight.evaluations());
    assertThat(ports.best()).isEqualTo(straight.best());
  }

  @Test
  void theBestRoundIsKeptAfterAllIfTheRunEndedBetweenItsRowsAndThat() {
    run(settings(2, 1, 0, false), scripted(9, 8));
    ports.loseBest();

    resume(settings(3, 1, 0, false), scripted(9, 8, 8.5));

    assertThat(ports.best()).hasValue(2);
  }

  @Test
  void whatIsEvaluatedIsNotEvaluatedAgain() {
    run(settings(2, 1, 0, false), scripted(9, 8));

    resume(settings(2, 1, 0, false), neverAsked());

    assertThat(ports.rounds("scores")).containsExactly(1, 2);
  }

  @Test
  void aRunWithoutPatienceLeftTrainsNoMore() {
    run(settings(5, 1, 2, false), scripted(9, 9, 9));

    Checkpoint end = resume(settings(5, 1, 2, false), neverAsked());

    assertThat(end.round()).isEqualTo(3);
    assertThat(ports.rounds("details")).containsExactly(1, 2, 3);
  }

  @Test
  void aResumedRunCountsTheEvaluationsBeforeItsStop() {
    run(settings(2, 1, 2, false), scripted(9, 9));

    Checkpoint end = resume(settings(5, 1, 2, false), scripted(9, 9, 9, 9));

    assertThat(end.round()).isEqualTo(3);
  }

  @Test
  void trainingThatFailsWaitsForTheEvaluationAndFailsAsItself() {
    Settings settings = settings(3, 1, 0, true);
    CountDownLatch failed = new CountDownLatch(1);
    RoundRunner real = runner(settings);
    RoundRunner failing =
        (round, state) -> {
          if (round == 2) {
            failed.countDown();
            throw new IllegalStateException("no executors");
          }
          return real.run(round, state);
        };
    Evaluator evaluator =
        (round, shown) -> {
          await(failed);
          return evaluations(round);
        };

    assertThatThrownBy(() -> run(settings, evaluator, failing, ports))
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
        (round, state) -> {
          if (round == 3 && throwing) {
            throw new DivergedException(3, 0, "generator", 3);
          }
          RoundOutcome outcome = real.run(round, state);
          return round == 3 ? infinite(outcome) : outcome;
        };

    assertThat(run(settings, scripted(9, 9, 9), diverging, ports).round()).isEqualTo(2);
    assertThat(ports.rounds("details")).containsExactly(1, 2);
    assertThat(ports.rounds("scores")).containsExactly(1, 2);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aRoundThatFailsBeforeTheLastEndsTheRun(boolean concurrent) {
    Settings settings = settings(8, 1, 1, concurrent);
    RoundRunner real = runner(settings);
    RoundRunner diverging =
        (round, state) -> round == 3 ? infinite(real.run(3, state)) : real.run(round, state);

    assertThatThrownBy(() -> run(settings, scripted(9, 8, 7), diverging, ports))
        .isInstanceOf(DivergedException.class);
    assertThat(ports.rounds("scores")).containsExactly(1, 2);
  }

  @Test
  void anEvaluationThatFailsBesideARoundIsNotLost() {
    Settings settings = settings(3, 1, 1, true);
    RoundRunner real = runner(settings);
    IllegalStateException scores = new IllegalStateException("no scores");
    RoundRunner failing =
        (round, state) -> {
          if (round == 2) {
            throw new IllegalStateException("no executors");
          }
          return real.run(round, state);
        };
    Evaluator evaluator =
        (round, shown) -> {
          throw scores;
        };

    assertThatThrownBy(() -> run(settings, evaluator, failing, ports))
        .hasMessage("no executors")
        .hasSuppressedException(scores);
  }

  @Test
  void aStopIsHeededOnceTheEvaluationIsDone() {
    Settings settings = settings(9, 2, 0, false);
    TrainingLoop loop =
        loop(
            settings,
            scripted(9, 9),
            runner(settings),
            ports,
            () -> ports.rounds("evaluated").contains(2));

    Checkpoint stopped = loop.train(loop.begin());

    assertThat(stopped.round()).isEqualTo(2);
    assertThat(ports.rounds("details")).containsExactly(1, 2);
  }

  @Test
  void everySampleIsAppraised() {
    Settings settings = settings(1, 1, 0, false);
    run(settings, scripted(9));

    assertThat(ports.judged()).containsOnlyKeys(0, 1);
    assertThat(ports.judged().get(1)).hasSize(ports.samples().get(1).images().size());
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(20, TimeUnit.SECONDS)).as("both at once").isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private Checkpoint run(Settings settings, Evaluator evaluator) {
    return run(settings, evaluator, runner(settings), ports);
  }

  private static Checkpoint run(
      Settings settings, Evaluator evaluator, RoundRunner runner, RecordingPorts ports) {
    TrainingLoop loop = loop(settings, evaluator, runner, ports, () -> false);
    return loop.train(loop.begin());
  }

  private Checkpoint resume(Settings settings, Evaluator evaluator) {
    return loop(settings, evaluator, runner(settings), ports, () -> false)
        .train(ports.latest().orElseThrow());
  }

  private static TrainingLoop loop(
      Settings settings,
      Evaluator evaluator,
      RoundRunner runner,
      RecordingPorts ports,
      BooleanSupplier stop) {
    return new TrainingLoop(
        settings,
        runner,
        ports,
        ports,
        ports,
        EvaluatedTrainingTest::appraised,
        new ScheduledEvaluations(settings, evaluator, ports, ports, ports),
        ports,
        stop);
  }

  private static List<Judged> appraised(Samples samples) {
    return samples.images().stream().map(image -> new Judged(7, .5f, 3, 1.5f)).toList();
  }

  /** The Frechet distance of each round, from 1. */
  private static Evaluator scripted(double... distances) {
    return (round, shown) -> List.of(evaluation(Protocol.N500, distances[round - 1]));
  }

  private static Evaluator neverAsked() {
    return (round, shown) -> {
      throw new AssertionError("Round %d is evaluated".formatted(round));
    };
  }

  private static List<Evaluation> evaluations(int round) {
    return List.of(evaluation(Protocol.N500, round));
  }

  private static Evaluation evaluation(Protocol protocol, double distance) {
    Scores scores = scores(distance);
    return new Evaluation(
        protocol, "test", 10_000, "mnist-0123abcd", 42, scores, scores(.5), 10_000, 100);
  }

  private static Scores scores(double distance) {
    return new Scores(
        5,
        distance,
        .1,
        .01,
        .9,
        .8,
        Collections.nCopies(10, .1),
        .05,
        0,
        .95,
        OptionalDouble.empty(),
        1,
        OptionalDouble.empty());
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

  private static RoundRunner runner(Settings settings) {
    return new InProcessRoundRunner(settings, List.of(TinyRecipes.shard(RECIPE, 10, 1)));
  }

  private static Settings settings(int rounds, int every, int patience, boolean concurrent) {
    return settings(rounds, every, patience, concurrent, new Settings.Ema(0, true));
  }

  /** One worker, one local step a round; checkpoints every three rounds, samples in the last. */
  private static Settings settings(
      int rounds, int every, int patience, boolean concurrent, Settings.Ema ema) {
    return new Settings(
        RECIPE,
        new Settings.Data("none", 0),
        new Settings.Training(OptionalInt.of(1), 1, rounds, OptionalDouble.empty(), 42),
        new Averaging(Weights.SHARD_SIZE, UpdaterState.AVERAGE),
        ema,
        new Settings.Checkpoint(3, 2),
        new Settings.Samples(100, 4, 2),
        new Settings.Metrics(0),
        new Settings.Evaluation(
            every,
            List.of(Protocol.N500, Protocol.BATCH32),
            "mnist",
            Score.FRECHET_DISTANCE,
            patience,
            concurrent),
        Computes.USUAL);
  }
}
