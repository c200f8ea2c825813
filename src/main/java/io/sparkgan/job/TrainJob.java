package io.sparkgan.job;

import io.sparkgan.config.Configuration;
import io.sparkgan.config.SeedSequence;
import io.sparkgan.config.Settings;
import io.sparkgan.config.UserInputException;
import io.sparkgan.evaluation.JudgeModel;
import io.sparkgan.gan.InitialState;
import io.sparkgan.gan.Machine;
import io.sparkgan.spark.Shards;
import io.sparkgan.state.GanState;
import io.sparkgan.storage.CheckpointFile;
import io.sparkgan.storage.HadoopFiles;
import io.sparkgan.storage.PastEvaluations;
import io.sparkgan.storage.RunDirectory;
import io.sparkgan.storage.RunManifest;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
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
    Configuration given = withWorkers(recipe.read());
    var hadoop = sparkOptions.hadoop(given.spark());
    Configuration configuration =
        withCompute(JudgeChoice.settled(withAbsoluteData(given, hadoop), hadoop));
    String run = name.orElseGet(() -> defaultName(configuration.settings()));
    RunDirectory.IfExists ifExists =
        overwrite ? RunDirectory.IfExists.OVERWRITE : RunDirectory.IfExists.REFUSE;
    RunDirectory.planned(hadoop, out, run, ifExists);
    Shards.requireFound(hadoop, configuration.settings().data().uri());
    Optional<JudgeModel> judge = JudgeChoice.of(configuration.settings(), hadoop);
    if (dryRun) {
      new DryRun(configuration).print(console.out());
      return ExitCode.DONE.code();
    }
    initFrom = initFrom.map(uri -> HadoopFiles.absolute(hadoop, uri));
    Optional<GanState> initial = initFrom.map(uri -> warmStart(hadoop, uri, configuration));
    try (SparkSession spark =
            sparkOptions.startTraining(
                "sparkgan " + run,
                configuration.spark(),
                memory(configuration),
                configuration.settings(),
                console);
        Shards shards = Shards.load(spark, configuration.settings());
        Judging judging =
            Judging.begin(spark, configuration.settings(), judge, PastEvaluations.none())) {
      Configuration settled = withRounds(configuration, shards.images());
      RunManifest manifest = manifest(run, spark, shards, settled);
      RunDirectory directory = RunDirectory.create(hadoop, out, run, ifExists, manifest.json());
      console.out().printf("run %s: %s%n", run, directory.uri());
      train(
          spark,
          new TrainingRun(directory, settled.settings(), shards, judging, console, stop),
          initial.orElseGet(() -> InitialState.of(settled.settings().recipe(), seeds(settled))));
    }
    return ExitCode.DONE.code();
  }

  private static void train(SparkSession spark, TrainingRun run, GanState initial) {
    run.train(spark, run.checkpoints(initial.layout()), loop -> loop.begin(initial));
  }

  private Configuration withWorkers(Configuration configuration) {
    OptionalInt threads = sparkOptions.threads(configuration.spark());
    if (configuration.settings().training().workers().isPresent()) {
      return configuration;
    }
    if (threads.isEmpty()) {
      throw new UserInputException(
          "training.workers: not set, and master %s does not tell; give --workers N"
              .formatted(sparkOptions.master(configuration.spark())));
    }
    return configuration.with(Map.of("training.workers", Integer.toString(threads.getAsInt())));
  }

  /** Chosen once, as all rounds of a run must be computed alike. */
  private Configuration withCompute(Configuration configuration) {
    Settings settings = configuration.settings();
    memory(configuration).bound();
    return configuration.with(Machine.here().settle(settings.compute(), settings.recipe()));
  }

  private NativeMemory memory(Configuration configuration) {
    return NativeMemory.training(
        configuration.settings(), sparkOptions.slots(configuration.spark()));
  }

  /** A run is resumed from another folder too, so it remembers where its data really is. */
  private static Configuration withAbsoluteData(
      Configuration configuration, org.apache.hadoop.conf.Configuration hadoop) {
    String uri = configuration.settings().data().uri();
    return uri.equals(Shards.EMBEDDED)
        ? configuration
        : configuration.with(Map.of("data.uri", HadoopFiles.absolute(hadoop, uri)));
  }

  /** Rounds that make all workers together see the images to train on as often as asked. */
  private static Configuration withRounds(Configuration configuration, long images) {
    Settings settings = configuration.settings();
    Settings.Training training = settings.training();
    if (training.epochs().isEmpty()) {
      return configuration;
    }
    double perStep = (double) training.workers().orElseThrow() * settings.recipe().realPerStep();
    double steps = training.epochs().getAsDouble() * images / perStep;
    long rounds = settings.averaging().interval().rounds(training.localSteps(), steps);
    return configuration.with(Map.of("training.rounds", Long.toString(rounds)));
  }

  private GanState warmStart(
      org.apache.hadoop.conf.Configuration hadoop, String uri, Configuration configuration) {
    GanState fresh = InitialState.of(configuration.settings().recipe(), seeds(configuration));
    return CheckpointFile.read(hadoop, uri).warmStart(fresh, uri);
  }

  private RunManifest manifest(
      String run, SparkSession spark, Shards shards, Configuration configuration) {
    return new RunManifest(
        run,
        DateTimeFormatter.ISO_INSTANT.format(Instant.now(clock).truncatedTo(ChronoUnit.SECONDS)),
        Versions.of(spark),
        shards.fingerprint().toString(),
        shards.images(),
        initFrom,
        configuration.json());
  }

  private String defaultName(Settings settings) {
    return settings.recipe().name()
        + DateTimeFormatter.ofPattern("-yyyyMMdd-HHmmss")
            .withZone(ZoneOffset.UTC)
            .format(Instant.now(clock));
  }

  private static SeedSequence seeds(Configuration configuration) {
    return new SeedSequence(configuration.settings().training().seed());
  }
}
