package io.sparkgan.job;

import io.sparkgan.config.Recipe;
import io.sparkgan.config.SeedSequence;
import io.sparkgan.config.Settings;
import io.sparkgan.spark.ClassOrder;
import io.sparkgan.state.GanState;
import io.sparkgan.storage.RunDirectory;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which generator of a run makes images, of which noise and of which class. */
final class ImageOptions {
  @Mixin private StateOptions stateOptions = new StateOptions();

  @Option(names = "--seed", paramLabel = "S", description = "seed of the noise (default: 1)")
  private Optional<Long> seed = Optional.empty();

  @Option(
      names = "--digit",
      paramLabel = "D",
      description =
          "the class of all images, if the run is conditional (default: image i has class i modulo"
              + " the number of classes)")
  private Optional<Integer> digit = Optional.empty();

  /** Whether other images are asked for than by default. */
  boolean given() {
    return stateOptions.given() || digit.isPresent() || seed.isPresent();
  }

  SeedSequence seeds() {
    return new SeedSequence(seed.orElse(1L));
  }

  /** What is asked for that a run does not have, one line each. */
  List<String> problems(Settings settings) {
    return Stream.of(
            digit.flatMap(wanted -> problem(settings.recipe(), wanted)),
            stateOptions.problem(settings))
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

  /** The class of each image. */
  ClassOrder classes(Recipe recipe) {
    return digit.map(ClassOrder::only).orElseGet(() -> ClassOrder.of(recipe));
  }

  /** Both networks, with the generator that is asked for. */
  GanState state(RunDirectory run, Settings settings) {
    return stateOptions.state(stateOptions.checkpoint(run), settings);
  }
}
