package io.sparkgan.training;

import io.sparkgan.Computes;
import io.sparkgan.TinyRecipes;
import io.sparkgan.config.Interval;
import io.sparkgan.config.Partition;
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
import io.sparkgan.training.CheckpointStore.Checkpoint;
import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;

/** Real rounds of one worker, and scores that are given: the Frechet distance decides. */
final class EvaluatedTraining {
  private static final Recipe RECIPE = TinyRecipes.configured();

  private final RecordingPorts ports;

  EvaluatedTraining(RecordingPorts ports) {
    this.ports = ports;
  }

  Checkpoint run(Settings settings, Evaluator evaluator) {
    return run(settings, evaluator, runner(settings));
  }

  Checkpoint run(Settings settings, Evaluator evaluator, RoundRunner runner) {
    TrainingLoop loop = loop(settings, evaluator, runner, () -> false);
    return loop.train(loop.begin());
  }

  /** Goes on from the latest checkpoint. */
  Checkpoint resume(Settings settings, Evaluator evaluator) {
    return loop(settings, evaluator, runner(settings), () -> false)
        .train(ports.latest().orElseThrow());
  }

  TrainingLoop loop(
      Settings settings, Evaluator evaluator, RoundRunner runner, BooleanSupplier stop) {
    ScoreHistory past =
        ports.history(settings.evaluation().protocols().get(0), settings.evaluation().best());
    return new TrainingLoop(
        settings,
        runner,
        ports,
        ports,
        ports,
        EvaluatedTraining::appraised,
        new ScheduledEvaluations(settings, past, evaluator, ports, ports, ports),
        ports,
        stop);
  }

  private static List<Judged> appraised(Samples samples) {
    return samples.images().stream().map(image -> new Judged(7, .5f, 3, 1.5f)).toList();
  }

  /** The Frechet distance of each round, from 1. */
  static Evaluator scripted(double... distances) {
    return (round, shown) -> List.of(evaluation(Protocol.N500, distances[round - 1]));
  }

  static Evaluator neverAsked() {
    return (round, shown) -> {
      throw new AssertionError("Round %d is evaluated".formatted(round));
    };
  }

  static List<Evaluation> evaluations(int round) {
    return List.of(evaluation(Protocol.N500, round));
  }

  static Evaluation evaluation(Protocol protocol, double distance) {
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

  static RoundRunner runner(Settings settings) {
    return new InProcessRoundRunner(settings, List.of(TinyRecipes.shard(RECIPE, 10, 1)));
  }

  static Settings settings(int rounds, int every, int patience, boolean concurrent) {
    return settings(rounds, every, patience, concurrent, new Settings.Ema(0, true));
  }

  /** One worker, one local step a round; checkpoints every three rounds, samples in the last. */
  static Settings settings(
      int rounds, int every, int patience, boolean concurrent, Settings.Ema ema) {
    return new Settings(
        RECIPE,
        new Settings.Data("none", 0, Partition.IID),
        new Settings.Training(OptionalInt.of(1), 1, rounds, OptionalDouble.empty(), 42),
        new Averaging(Weights.SHARD_SIZE, UpdaterState.AVERAGE, new Interval.Constant()),
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
