package io.sparkgan.job;

import io.sparkgan.config.Constant;
import io.sparkgan.config.Settings;
import io.sparkgan.state.GanState;
import io.sparkgan.storage.RunDirectory;
import io.sparkgan.storage.StoredCheckpoint;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which networks of a run are meant. */
final class StateOptions {
  @Option(
      names = "--round",
      paramLabel = "R",
      description =
          "a round whose checkpoint was kept, or best, that with the best score (default: the"
              + " latest)")
  private Optional<String> round = Optional.empty();

  @Mixin private WeightsOption weights = new WeightsOption();

  boolean given() {
    return round.isPresent() || weights.given();
  }

  /** What is asked for that a run does not have. */
  Optional<String> problem(Settings settings) {
    return weights.problem(settings.ema());
  }

  /**
   * The checkpoint that is asked for.
   *
   * @throws io.sparkgan.config.UserInputException if there is none
   */
  StoredCheckpoint checkpoint(RunDirectory run) {
    return new KeptRounds(run).one(round);
  }

  /** Both networks of a checkpoint, with the generator that is asked for. */
  GanState state(StoredCheckpoint stored, Settings settings) {
    return weights.of(stored.checkpoint().state(), settings.ema());
  }

  /** What the generator's weights are called, as the option does. */
  String weights(Settings settings) {
    return Constant.text(weights.chosen(settings.ema()));
  }
}
