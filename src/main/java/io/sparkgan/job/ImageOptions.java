package io.sparkgan.job;

import io.sparkgan.config.Recipe;
import io.sparkgan.config.SeedSequence;
import io.sparkgan.config.Settings;
import io.sparkgan.config.UserInputException;
import io.sparkgan.spark.ClassOrder;
import io.sparkgan.state.GanState;
import io.sparkgan.storage.CheckpointArchive;
import io.sparkgan.storage.StoredCheckpoint;
import io.sparkgan.training.MovingAverage;
import java.util.Optional;
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
          "average (over rounds) or latest (as trained) weights of the generator"
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
    LATEST
  }

  SeedSequence seeds() {
    return new SeedSequence(seed);
  }

  /** The class of each image. */
  ClassOrder classes(Recipe recipe) {
    digit.ifPresent(wanted -> requireClass(recipe, wanted));
    return digit.map(ClassOrder::only).orElseGet(() -> ClassOrder.of(recipe));
  }

  private static void requireClass(Recipe recipe, int wanted) {
    if (!recipe.conditional()) {
      throw new UserInputException(
          "--digit: the run is not conditional, so its images have no class to ask for; leave the"
              + " option out, or train with recipe.conditional = true");
    }
    if (wanted < 0 || wanted >= recipe.classes()) {
      throw new UserInputException(
          "--digit: expected 0 to %d, the run's classes, found %d"
              .formatted(recipe.classes() - 1, wanted));
    }
  }

  /** Both networks, with the generator that is asked for. */
  GanState state(CheckpointArchive checkpoints, Settings settings) {
    GanState state =
        round
            .map(checkpoints::load)
            .or(checkpoints::latest)
            .map(StoredCheckpoint::checkpoint)
            .orElseThrow(
                () -> new UserInputException("The run has no checkpoint yet; train it first"))
            .state();
    return weights
        .map(wanted -> weights(wanted, state))
        .orElseGet(() -> new MovingAverage(settings.ema()).shown(state));
  }

  private static GanState weights(Weights wanted, GanState state) {
    if (wanted == Weights.AVERAGE && state.average().isEmpty()) {
      throw new UserInputException(
          "--weights: the run keeps no average of its generator; give latest, or train with"
              + " ema.decay above 0");
    }
    return switch (wanted) {
      case AVERAGE -> state.withAverageAsGenerator();
      case LATEST -> state.withoutAverage();
    };
  }
}
