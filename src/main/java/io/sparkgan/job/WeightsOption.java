package io.sparkgan.job;

import io.sparkgan.config.Settings;
import io.sparkgan.state.GanState;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which weights of a checkpoint's generator are meant. */
final class WeightsOption {
  @Option(
      names = "--weights",
      paramLabel = "W",
      description =
          "the generator's weights: average (their moving average over rounds) or trained"
              + " (default: those of the run's samples)")
  private Optional<Weights> weights = Optional.empty();

  /** Weights of the generator that a checkpoint can hold. */
  enum Weights {
    AVERAGE,
    TRAINED
  }

  boolean given() {
    return weights.isPresent();
  }

  /** What is asked for that a run does not have. */
  Optional<String> problem(Settings.Ema ema) {
    return weights.filter(Weights.AVERAGE::equals).isPresent() && !ema.kept()
        ? Optional.of(
            "--weights: the run keeps no average of its generator; give trained, or train with"
                + " ema.decay above 0")
        : Optional.empty();
  }

  /** What is asked for, or else what the run's samples are made with. */
  Weights chosen(Settings.Ema ema) {
    return weights.orElse(ema.shown() ? Weights.AVERAGE : Weights.TRAINED);
  }

  /** Both networks of a state, with the generator that is asked for. */
  GanState of(GanState state, Settings.Ema ema) {
    return switch (chosen(ema)) {
      case AVERAGE -> state.withAverageAsGenerator();
      case TRAINED -> state.withoutAverage();
    };
  }
}
