package io.sparkgan.job;

import io.sparkgan.config.Configuration;
import io.sparkgan.config.Settings;
import io.sparkgan.storage.RunDirectory;
import io.sparkgan.storage.WriteLock;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Trains a GAN on Spark workers: {@code jobs/train}. */
@Command(
    name = "jobs/train",
    description = "Trains a GAN on Spark workers by parameter averaging.",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    versionProvider = Versions.class,
    footer = {
      "",
      "Settings: option beats --set beats --conf beats recipe beats default; conf/defaults.conf explains each.",
      "Keys beginning with spark. go to Spark.",
      "",
      "Exit codes: 0 done or stopped by a signal after a whole round, 2 input is wrong,",
      "3 the environment failed, 4 training diverged.",
      "",
      "Examples:",
      "  jobs/train",
      "  jobs/train --recipe tf-dcgan --epochs 5 --out hdfs://namenode/runs",
      "  jobs/train --conf my.conf --set training.localSteps=50 --dry-run"
    })
public final class TrainJob implements Callable<Integer> {
  private final Console console;
  private final BooleanSupplier stop;
  private final Clock clock;

  @Mixin private RecipeOptions recipe = new RecipeOptions();
  @Mixin private SparkOptions sparkOptions = new SparkOptions();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = "runs",
      description = "folder of runs on any Hadoop file system (default: ${DEFAULT-VALUE})")
  private String out;

  @Option(
      names = "--run",
      paramLabel = "NAME",
      description = "name of the run (default: recipe and time)")
  private Optional<String> name = Optional.empty();

  @Option(names = "--overwrite", description = "replace a run of that name")
  private boolean overwrite;

  @Mixin private TakeOverOption takeOver = new TakeOverOption();

  @Option(
      names = "--init-from",
      paramLabel = "CHECKPOINT",
      description =
          "begin with the weights of a *.ckpt file as trained, not their moving average;"
              + " optimisers begin anew and may be others")
  private Optional<String> initFrom = Optional.empty();

  @Option(
      names = "--dry-run",
      description = "show configuration, recipe and memory, and train nothing")
  private boolean dryRun;

  /**
   * The job before its options are known.
   *
   * @param stop asked between rounds whether to end early
   */
  TrainJob(Console console, BooleanSupplier stop, Clock clock) {
    this.console = console;
    this.stop = stop;
    this.clock = clock;
  }

  /** Runs the job. */
  public static void main(String[] args) {
    JobMain.exit(
        console -> new TrainJob(console, StopSignal.install(console), Clock.systemUTC()), args);
  }

  @Override
  public Integer call() {
    RunPlan plan = RunPlan.of(recipe.read(), sparkOptions);
    Configuration configuration = plan.configuration();
    RunPlace place =
        new RunPlace(
            sparkOptions.hadoop(configuration.spark()),
            out,
            name.orElseGet(() -> defaultName(plan.settings())),
            overwrite ? RunDirectory.IfExists.OVERWRITE : RunDirectory.IfExists.REFUSE);
    sparkOptions.requireLasting(place.hadoop(), out);
    place.requireFree();
    if (dryRun) {
      new DryRun(configuration).print(console.out());
      return ExitCode.DONE.code();
    }
    NewRun run =
        initFrom
            .map(checkpoint -> NewRun.warmStarted(plan, place, checkpoint))
            .orElseGet(() -> NewRun.fresh(plan, place));
    try (WriteLock lock = place.lock(takeOver.ifUnsure(), console.out()::println)) {
      train(run, lock, plan, "sparkgan " + place.run());
    }
    return ExitCode.DONE.code();
  }

  private void train(NewRun run, WriteLock lock, RunPlan plan, String name) {
    Map<String, String> keys = plan.configuration().spark();
    List<Settings> settings = List.of(plan.settings());
    NativeMemory memory = NativeMemory.training(plan.settings(), sparkOptions.slots(keys));
    try (SparkSession spark = sparkOptions.startTraining(name, keys, memory, settings, console)) {
      run.train(lock, spark, Instant.now(clock), new ConsoleListener(console), stop);
    }
  }

  private String defaultName(Settings settings) {
    return settings.recipe().name()
        + DateTimeFormatter.ofPattern("-yyyyMMdd-HHmmss")
            .withZone(ZoneOffset.UTC)
            .format(Instant.now(clock));
  }
}
