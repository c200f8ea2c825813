package io.sparkgan.job;

import io.sparkgan.config.Configuration;
import io.sparkgan.config.SettingsReader;
import io.sparkgan.config.SettingsSources;
import io.sparkgan.config.UserInputException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that say what to train; each is the strongest way to set its configuration key. */
final class RecipeOptions {
  @Option(
      names = "--recipe",
      paramLabel = "NAME",
      description = "a built-in GAN: ${COMPLETION-CANDIDATES} (default: quick-dcgan)",
      completionCandidates = RecipeNames.class)
  private Optional<String> recipe = Optional.empty();

  @Mixin private SettingsOptions settings = new SettingsOptions();

  @Option(
      names = "--workers",
      paramLabel = "N",
      description = "logical workers (default: the threads of local[N])")
  private Optional<String> workers = Optional.empty();

  @Option(names = "--rounds", paramLabel = "N", description = "total number of rounds")
  private Optional<String> rounds = Optional.empty();

  @Option(
      names = "--epochs",
      paramLabel = "E",
      description = "as many rounds as make all workers together see the data E times")
  private Optional<String> epochs = Optional.empty();

  @Option(names = "--seed", paramLabel = "S", description = "the run's seed (default: 1)")
  private Optional<String> seed = Optional.empty();

  @Option(
      names = "--data",
      paramLabel = "URI",
      description = "mnist (embedded), a folder of IDX files, or a Parquet table")
  private Optional<String> data = Optional.empty();

  /** Lists the recipes in the help. */
  static final class RecipeNames extends ArrayList<String> {
    private static final long serialVersionUID = 1L;

    RecipeNames() {
      super(SettingsReader.recipeNames());
    }
  }

  Configuration read() {
    if (rounds.isPresent() && epochs.isPresent()) {
      throw new UserInputException("--rounds and --epochs: give one of them, not both");
    }
    SettingsSources sources =
        recipe.map(SettingsSources::recipe).orElseGet(SettingsSources::defaults);
    return SettingsReader.read(settings.over(sources).withOptions(options()));
  }

  private Map<String, String> options() {
    Map<String, String> options = new HashMap<>();
    workers.ifPresent(value -> options.put("training.workers", value));
    rounds.ifPresent(value -> options.put("training.rounds", value));
    epochs.ifPresent(value -> options.put("training.epochs", value));
    seed.ifPresent(value -> options.put("training.seed", value));
    data.ifPresent(value -> options.put("data.uri", value));
    return options;
  }
}
