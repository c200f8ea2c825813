package io.sparkgan.job;

import io.sparkgan.config.SeedSequence;
import io.sparkgan.config.Settings;
import io.sparkgan.config.UserInputException;
import io.sparkgan.evaluation.JudgeModel;
import io.sparkgan.gan.InitialState;
import io.sparkgan.gan.Machine;
import io.sparkgan.spark.Shards;
import io.sparkgan.state.GanState;
import io.sparkgan.storage.CheckpointFile;
import io.sparkgan.storage.PastEvaluations;
import io.sparkgan.storage.RunDirectory;
import io.sparkgan.storage.RunManifest;
import io.sparkgan.training.CheckpointStore;
import io.sparkgan.training.CheckpointStore.Checkpoint;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Continues a run: {@code jobs/resume}. */
@Command(
    name = "jobs/resume",
    description =
        "Continues a run from its latest checkpoint, to the same bits as if never interrupted.",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    versionProvider = Versions.class,
    footer = {"", "Example: jobs/resume --run-dir runs/quick-dcgan-20260101-120000 --rounds 80"})
public final class ResumeJob implements Callable<Integer> {
  private final Console console;
  private final BooleanSupplier stop;

  @Mixin private RunOptions runOptions = new RunOptions();
  @Mixin private SparkOptions sparkOptions = new SparkOptions();
  @Mixin private SparkKeyOptions sparkKeys = new SparkKeyOptions();

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "new total number of rounds; extends a finished run")
  private Optional<String> rounds = Optional.empty();

  /**
   * The job before its options are known.
   *
   * @param stop asked between rounds whether to end early
   */
  ResumeJob(Console console, BooleanSupplier stop) {
    this.console = console;
    this.stop = stop;
  }

  /** Runs the job. */
  public static void main(String[] args) {
    JobMain.exit(console -> new ResumeJob(console, StopSignal.install(console)), args);
  }

  @Override
  public Integer call() {
    Map<String, String> keys = sparkKeys.keys();
    var hadoop = sparkOptions.hadoop(keys);
    RunDirectory run = runOptions.open(hadoop);
    RunManifest manifest = wanted(run, RunOptions.manifest(run));
    Settings settings = RunOptions.configuration(run, manifest).settings();
    PastEvaluations past = run.pastEvaluations();
    Optional<String> end = new RunEnd(run, settings, past).line();
    if (end.isPresent()) {
      console.out().println(end.get());
      return ExitCode.DONE.code();
    }
    Optional<JudgeModel> judge = JudgeChoice.of(settings, hadoop);
    NativeMemory memory = NativeMemory.training(settings, sparkOptions.slots(keys));
    memory.bound();
    Machine.here().settle(settings.compute(), settings.recipe());
    try (SparkSession spark =
            sparkOptions.startTraining("sparkgan " + run.name(), keys, memory, settings, console);
        Shards shards = Shards.load(spark, settings);
        Judging judging = Judging.begin(spark, settings, judge, past)) {
      TrainingRun training = new TrainingRun(run, settings, shards, judging, console, stop);
      goOn(spark, hadoop, run, manifest, training, settings);
    }
    return ExitCode.DONE.code();
  }

  /** The run's description with the rounds that are asked for. */
  private RunManifest wanted(RunDirectory run, RunManifest manifest) {
    return rounds
        .map(total -> Map.of("training.rounds", total))
        .map(RunOptions.configuration(run, manifest)::with)
        .map(configuration -> manifest.withConfiguration(configuration.json()))
        .orElse(manifest);
  }

  private void goOn(
      SparkSession spark,
      org.apache.hadoop.conf.Configuration hadoop,
      RunDirectory run,
      RunManifest manifest,
      TrainingRun training,
      Settings settings) {
    GanState fresh =
        InitialState.of(settings.recipe(), new SeedSequence(settings.training().seed()));
    CheckpointStore store = training.checkpoints(fresh.layout());
    Optional<Checkpoint> latest = store.latest();
    if (latest.isEmpty() && !run.checkpoints().rounds().isEmpty()) {
      throw new UserInputException(
          "Run %s has checkpoints of rounds %s, and this version can read none of them; nothing was changed"
              .formatted(run.uri(), run.checkpoints().rounds()));
    }
    // Only now is it sure that the run can go on, so only now is anything of it changed.
    if (!manifest.json().equals(run.runJson())) {
      run.describe(manifest.json());
    }
    run.discardAfter(latest.map(Checkpoint::round).orElse(-1));
    console
        .out()
        .println(
            latest
                .map(found -> "run %s goes on after round %d".formatted(run.name(), found.round()))
                .orElse("run %s had committed nothing and begins again".formatted(run.name())));
    training.train(
        spark, store, loop -> latest.orElseGet(() -> loop.begin(initial(hadoop, fresh, manifest))));
  }

  /** The state of round 0, which a run that was interrupted before its first commit needs again. */
  private static GanState initial(
      org.apache.hadoop.conf.Configuration hadoop, GanState fresh, RunManifest manifest) {
    return manifest
        .initFrom()
        .map(uri -> CheckpointFile.read(hadoop, uri).warmStart(fresh, uri))
        .orElse(fresh);
  }
}
