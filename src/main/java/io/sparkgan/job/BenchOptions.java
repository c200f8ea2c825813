package io.sparkgan.job;

import io.sparkgan.config.Configuration;
import io.sparkgan.config.SettingsReader;
import io.sparkgan.config.SettingsSources;
import io.sparkgan.config.UserInputException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What {@link BenchJob} measures, and how long. */
final class BenchOptions {
  private static final int LARGEST_BATCH = 4096;
  private static final int MOST_WORKERS = 1000;
  private static final int MOST_REPETITIONS = 1000;

  /** An hour. */
  private static final double LONGEST = 3600;

  @Option(
      names = "--recipe",
      paramLabel = "NAME",
      description = "a built-in GAN: ${COMPLETION-CANDIDATES} (default: quick-dcgan)",
      completionCandidates = RecipeOptions.RecipeNames.class)
  private Optional<String> recipe = Optional.empty();

  @Mixin private SettingsOptions settings = new SettingsOptions();

  @Option(
      names = "--precision",
      paramLabel = "P",
      description = "compute.precision: auto, f32 or bf16")
  private Optional<String> precision = Optional.empty();

  @Option(
      names = "--backend",
      paramLabel = "B",
      description = "compute.backend: auto, onednn or dl4j")
  private Optional<String> backend = Optional.empty();

  @Option(
      names = "--batch",
      paramLabel = "N",
      defaultValue = "64",
      description =
          "real images in a local step, and as many generated ones (default: ${DEFAULT-VALUE})")
  private int batch;

  @Option(
      names = "--workers",
      paramLabel = "N",
      description = "workers on Spark's local[N] (default: the processors of this machine)")
  private int workers = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--repetitions",
      paramLabel = "N",
      defaultValue = "3",
      description = "times that each figure is measured (default: ${DEFAULT-VALUE})")
  private int repetitions;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      defaultValue = "5",
      description = "length of a repetition, and of the warm-up (default: ${DEFAULT-VALUE})")
  private double seconds;

  /** The recipe as it is measured: its networks in the {@link BenchPlan}. */
  Configuration read() {
    require("--batch", batch, LARGEST_BATCH);
    require("--workers", workers, MOST_WORKERS);
    require("--repetitions", repetitions, MOST_REPETITIONS);
    if (!(seconds > 0 && seconds <= LONGEST)) {
      throw new UserInputException(
          "--seconds: expected a number above 0 and up to %.0f, found %s"
              .formatted(LONGEST, seconds));
    }
    Map<String, String> options = new HashMap<>(BenchPlan.settings(batch));
    options.put("training.workers", Integer.toString(workers));
    precision.ifPresent(value -> options.put("compute.precision", value));
    backend.ifPresent(value -> options.put("compute.backend", value));
    SettingsSources sources =
        recipe.map(SettingsSources::recipe).orElseGet(SettingsSources::defaults);
    return SettingsReader.read(settings.over(sources).withOptions(options));
  }

  int batch() {
    return batch;
  }

  int workers() {
    return workers;
  }

  int repetitions() {
    return repetitions;
  }

  double seconds() {
    return seconds;
  }

  private static void require(String option, int found, int most) {
    if (found < 1 || found > most) {
      throw new UserInputException(
          "%s: expected a whole number from 1 to %d, found %d".formatted(option, most, found));
    }
  }
}
