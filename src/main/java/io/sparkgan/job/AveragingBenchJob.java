package io.sparkgan.job;

import io.sparkgan.config.Configuration;
import io.sparkgan.config.SeedSequence;
import io.sparkgan.config.Settings;
import io.sparkgan.config.SettingsReader;
import io.sparkgan.config.SettingsSources;
import io.sparkgan.config.UserInputException;
import io.sparkgan.gan.InitialState;
import io.sparkgan.spark.AveragingProbe;
import io.sparkgan.state.GanState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Measures what averaging costs as workers become many: {@code jobs/bench-averaging}. */
@Command(
    name = "jobs/bench-averaging",
    description = "Measures what a round costs besides training, for any number of workers.",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    versionProvider = Versions.class,
    footer = {
      "",
      "Workers do not train: each takes the broadcast state, adds noise of its own, and sends it into the",
      "shuffle, where it is averaged as in training. A row is the median of the repetitions, after one",
      "that is not counted. Numbers of workers are measured in the order given; peaks of memory are",
      "those since Spark began, so give them ascending. docs/scaling.md explains every column.",
      "",
      "Examples:",
      "  jobs/bench-averaging --recipe tf-dcgan",
      "  jobs/bench-averaging --workers 8 --master spark://host:7077 --json"
    })
public final class AveragingBenchJob implements Callable<Integer> {
  private static final int MOST_WORKERS = 10_000;
  private static final int MOST_REPETITIONS = 1000;

  private final Console console;

  @Option(
      names = "--recipe",
      paramLabel = "NAME",
      description =
          "a built-in GAN, whose state is averaged: ${COMPLETION-CANDIDATES} (default: quick-dcgan)",
      completionCandidates = RecipeOptions.RecipeNames.class)
  private Optional<String> recipe = Optional.empty();

  @Mixin private SettingsOptions settings = new SettingsOptions();
  @Mixin private SparkOptions sparkOptions = new SparkOptions();

  @Option(
      names = "--workers",
      paramLabel = "N",
      split = ",",
      defaultValue = "2,8,32,128",
      description = "numbers of workers (default: ${DEFAULT-VALUE})")
  private List<Integer> workers = List.of();

  @Option(
      names = "--repetitions",
      paramLabel = "N",
      defaultValue = "3",
      description = "rounds that are measured (default: ${DEFAULT-VALUE})")
  private int repetitions;

  @Option(
      names = "--json",
      description = "JSON alone on standard output: an array with a row for each number of workers")
  private boolean json;

  /** The job before its options are known. */
  AveragingBenchJob(Console console) {
    this.console = console;
  }

  /** Runs the job. */
  public static void main(String[] args) {
    JobMain.exit(AveragingBenchJob::new, args);
  }

  @Override
  public Integer call() {
    workers.forEach(count -> require("--workers", count, MOST_WORKERS));
    require("--repetitions", repetitions, MOST_REPETITIONS);
    Configuration configuration = read();
    NativeMemory memory = NativeMemory.training(configuration.settings(), OptionalInt.of(1));
    memory.bound();
    try (SparkSession spark =
        sparkOptions.start("sparkgan bench-averaging", configuration.spark(), memory)) {
      print(measure(spark, configuration.settings()));
    }
    return ExitCode.DONE.code();
  }

  private Configuration read() {
    SettingsSources sources =
        recipe.map(SettingsSources::recipe).orElseGet(SettingsSources::defaults);
    return SettingsReader.read(settings.over(sources));
  }

  private List<AveragingRow> measure(SparkSession spark, Settings settings) {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    GanState state =
        InitialState.of(settings.recipe(), new SeedSequence(settings.training().seed()));
    List<AveragingRow> rows = new ArrayList<>();
    for (int count : workers) {
      console.err().printf("%d workers%n", count);
      AveragingProbe probe = new AveragingProbe(context, settings.averaging(), count);
      probe.measure(state);
      List<AveragingProbe.Cost> costs =
          IntStream.range(0, repetitions).mapToObj(i -> probe.measure(state)).toList();
      rows.add(AveragingRow.of(settings.recipe().name(), count, costs));
    }
    return rows;
  }

  private void print(List<AveragingRow> rows) {
    if (json) {
      console.out().println(JsonRows.of(rows.stream().map(AveragingRow::json).toList()));
    } else {
      AveragingRow.print(rows, console.out());
    }
  }

  private static void require(String option, int found, int most) {
    if (found < 1 || found > most) {
      throw new UserInputException(
          "%s: expected whole numbers from 1 to %d, found %d".formatted(option, most, found));
    }
  }
}
