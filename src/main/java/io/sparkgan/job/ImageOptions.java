package io.sparkgan.job;

import io.sparkgan.config.Recipe;
import io.sparkgan.config.SeedSequence;
import io.sparkgan.config.Settings;
import io.sparkgan.config.UserInputException;
import io.sparkgan.spark.ClassOrder;
import io.sparkgan.state.GanState;
import io.sparkgan.storage.CheckpointArchive;
import io.sparkgan.storage.RunDirectory;
import io.sparkgan.storage.StoredCheckpoint;
import io.sparkgan.training.MovingAverage;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** Which generator of a run makes images, of which noise and of which class. */
final class ImageOptions {
  @Option(
      names = "--round",
      paramLabel = "R",
      description = "a round whose checkpoint was kept (default: the latest)")
  private Optional<Integer> round = Optional.empty();

  @Option(
      names = "--weights",
      paramLabel = "W",
      description =
          "the generator's weights: average (their moving average over rounds) or trained"
              + " (default: those of the run's samples)")
  private Optional<Weights> weights = Optional.empty();

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "1",
      description = "seed of the noise (default: ${DEFAULT-VALUE})")
  private long seed;

  @Option(
      names = "--digit",
      paramLabel = "D",
      description =
          "the class of all images, if the run is conditional (default: image i has class i modulo"
              + " the number of classes)")
  private Optional<Integer> digit = Optional.empty();

  /** Weights of the generator that a checkpoint can hold. */
  enum Weights {
    AVERAGE,
    TRAINED
  }

  SeedSequence seeds() {
    return new SeedSequence(seed);
  }

  /** What is asked for that a run does not have, one line each. */
  List<String> problems(Settings settings) {
    return Stream.of(
            digit.flatMap(wanted -> problem(settings.recipe(), wanted)),
            weights.flatMap(wanted -> problem(settings.ema(), wanted)))
        .flatMap(Optional::stream)
        .toList();
  }

  private static Optional<String> problem(Recipe recipe, int digit) {
    if (!recipe.conditional()) {
      return Optional.of(
          "--digit: the run is not conditional, so its images have no class to ask for; leave the"
              + " option out, or train with recipe.conditional = true");
    }
    return digit >= 0 && digit < recipe.classes()
        ? Optional.empty()
        : Optional.of(
            "--digit: expected 0 to %d, the run's classes, found %d"
                .formatted(recipe.classes() - 1, digit));
  }

  private static Optional<String> problem(Settings.Ema ema, Weights weights) {
    return weights == Weights.AVERAGE && !ema.kept()
        ? Optional.of(
            "--weights: the run keeps no average of its generator; give trained, or train with"
                + " ema.decay above 0")
        : Optional.empty();
  }

  /** The class of each image. */
  ClassOrder classes(Recipe recipe) {
    return digit.map(ClassOrder::only).orElseGet(() -> ClassOrder.of(recipe));
  }

  /** Both networks, with the generator that is asked for. */
  GanState state(RunDirectory run, Settings settings) {
    CheckpointArchive checkpoints = run.checkpoints();
    GanState state =
        round
            .map(checkpoints::load)
            .or(checkpoints::latest)
            .map(StoredCheckpoint::checkpoint)
            .orElseThrow(
                () ->
                    new UserInputException(
                        "--run-dir: run %s has no checkpoint yet; train it first: jobs/resume --run-dir %s"
                            .formatted(run.name(), run.uri())))
            .state();
    return weights
        .map(wanted -> weights(wanted, state))
        .orElseGet(() -> new MovingAverage(settings.ema()).shown(state));
  }

  private static GanState weights(Weights wanted, GanState state) {
    return switch (wanted) {
      case AVERAGE -> state.withAverageAsGenerator();
      case TRAINED -> state.withoutAverage();
    };
  }
}
