package io.sparkgan.job;

import io.sparkgan.config.Settings;
import io.sparkgan.evaluation.JudgeModel;
import io.sparkgan.gan.Machine;
import java.util.List;
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
    StoredRun stored = StoredRun.of(runOptions.open(hadoop));
    StoredRun run = rounds.map(stored::withRounds).orElse(stored);
    Settings settings = run.configuration().settings();
    Optional<String> end = run.end().line();
    if (end.isPresent()) {
      run.discardLeftovers();
      console.out().println(end.get());
      return ExitCode.DONE.code();
    }
    Optional<JudgeModel> judge = JudgeChoice.of(settings, hadoop);
    NativeMemory memory = NativeMemory.training(settings, sparkOptions.slots(keys));
    memory.bound();
    Machine.here().settle(settings.compute(), settings.recipe());
    try (SparkSession spark =
        sparkOptions.startTraining(
            "sparkgan " + run.directory().name(), keys, memory, List.of(settings), console)) {
      run.train(spark, hadoop, judge, new ConsoleListener(console), stop);
    }
    return ExitCode.DONE.code();
  }
}
