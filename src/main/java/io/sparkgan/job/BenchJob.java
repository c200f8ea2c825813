package io.sparkgan.job;

import io.sparkgan.config.Configuration;
import io.sparkgan.config.SeedSequence;
import io.sparkgan.config.Settings;
import io.sparkgan.data.Shard;
import io.sparkgan.gan.Machine;
import io.sparkgan.gan.MatrixPeak;
import io.sparkgan.gan.StepProfile;
import io.sparkgan.training.PlainLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Measures how fast a recipe trains: {@code jobs/bench}. */
@Command(
    name = "jobs/bench",
    description = "Measures how fast a recipe trains on this machine, and where the time goes.",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    versionProvider = Versions.class,
    footer = {
      "",
      "Measured are the local steps of one worker in a plain loop, then whole rounds on Spark's local[N]:",
      "of one worker and of N, turn about. Images per second count the real images of a local step, and",
      "stand for the median of the repetitions. Each follows a warm-up.",
      "",
      "Whatever the recipe's own plan, a local step is one update of the discriminator on a batch of",
      "real and a batch of generated images together, then one update of the generator, through the",
      "updated discriminator, on the same generated images. --conf and --set change all else. A",
      "gradient penalty is part of the step and of its time, but not of the arithmetic.",
      "",
      "Rounds have the recipe's training.localSteps, or fewer if those take longer than a repetition.",
      "docs/performance.md explains every column.",
      "",
      "Examples:",
      "  jobs/bench --recipe tf-dcgan",
      "  jobs/bench --recipe keras-mlp --loop-only --seconds 20 --json"
    })
public final class BenchJob implements Callable<Integer> {
  private final Console console;

  @Mixin private BenchOptions options = new BenchOptions();

  @Option(names = "--loop-only", description = "measure the plain loop, and do not start Spark")
  private boolean loopOnly;

  @Option(
      names = "--json",
      description = "JSON alone on standard output: an array with a row for each line of the table")
  private boolean json;

  /** The job before its options are known. */
  BenchJob(Console console) {
    this.console = console;
  }

  /** Runs the job. */
  public static void main(String[] args) {
    JobMain.exit(BenchJob::new, args);
  }

  @Override
  public Integer call() {
    Configuration given = options.read();
    Shard images = BenchImages.of(given.settings().recipe());
    Configuration configuration = withCompute(given);
    Settings settings = configuration.settings();
    say("peak: multiplying matrices");
    MatrixPeak peak = MatrixPeak.measure(settings.compute());
    say("plain loop: warming up");
    SeedSequence seeds = new SeedSequence(settings.training().seed());
    PlainLoop loop = new PlainLoop(settings.recipe(), settings.compute(), seeds, images);
    int steps = loop.warmUp(options.seconds());
    say("plain loop: %d repetitions of %d local steps".formatted(options.repetitions(), steps));
    Spread rate =
        Spread.of(
            IntStream.range(0, options.repetitions())
                .mapToObj(i -> loop.train(steps).imagesPerSecond())
                .toList());
    StepProfile profile = loop.profile(steps);
    BenchSetup setup =
        new BenchSetup(
            settings.recipe().name(),
            settings.compute(),
            options.batch(),
            profile.gflop() / options.batch(),
            loop.nativeBytes(),
            peak);
    List<BenchRow> rows = new ArrayList<>();
    rows.add(new BenchRow(setup, BenchRow.Mode.LOOP, 1, steps, rate, 1));
    if (!loopOnly) {
      int localSteps = Math.min(steps, settings.training().localSteps());
      say("Spark: rounds of %d local steps".formatted(localSteps));
      rows.addAll(new SparkBench(configuration, options, localSteps).measure(setup));
    }
    print(setup, rows, new ProfileTable(profile, peak));
    return ExitCode.DONE.code();
  }

  private Configuration withCompute(Configuration given) {
    Settings settings = given.settings();
    NativeMemory.training(settings, OptionalInt.of(options.workers())).bound();
    return given.with(Machine.here().settle(settings.compute(), settings.recipe()));
  }

  private void print(BenchSetup setup, List<BenchRow> rows, ProfileTable profile) {
    if (!json) {
      new BenchTable(setup, rows).print(console.out());
      console.out().println();
      profile.print(console.out());
      return;
    }
    List<Map<String, Object>> array = rows.stream().map(BenchRow::json).toList();
    array.get(0).put("layers", profile.json());
    console.out().println(JsonRows.of(array));
  }

  /** Progress is no result. */
  private void say(String what) {
    console.err().println(what);
  }
}
