package io.sparkgan.job;

import io.sparkgan.config.Settings;
import io.sparkgan.evaluation.JudgeModel;
import io.sparkgan.gan.Machine;
import io.sparkgan.storage.RunDirectory;
import io.sparkgan.storage.WriteLock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import org.apache.hadoop.conf.Configuration;
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

  @Mixin private TakeOverOption takeOver = new TakeOverOption();

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
    Configuration hadoop = sparkOptions.hadoop(sparkKeys.keys());
    RunDirectory directory = runOptions.open(hadoop);
    directory.requireWritable();
    try (WriteLock lock =
        WriteLock.take(hadoop, directory.uri(), takeOver.ifUnsure(), console.out()::println)) {
      goOn(lock, directory, hadoop);
    }
    return ExitCode.DONE.code();
  }

  /** Only who has the lock knows how far the run is. */
  private void goOn(WriteLock lock, RunDirectory directory, Configuration hadoop) {
    Map<String, String> keys = sparkKeys.keys();
    StoredRun stored = StoredRun.of(directory);
    StoredRun run = rounds.map(stored::withRounds).orElse(stored);
    Settings settings = run.configuration().settings();
    Optional<String> end = run.end().line();
    if (end.isPresent()) {
      run.discardLeftovers(lock);
      console.out().println(end.get());
      return;
    }
    Optional<JudgeModel> judge = JudgeChoice.of(settings, hadoop);
    NativeMemory memory = NativeMemory.training(settings, sparkOptions.slots(keys));
    memory.bound();
    Machine.here().settle(settings.compute(), settings.recipe());
    try (SparkSession spark =
        sparkOptions.startTraining(
            "sparkgan " + directory.name(), keys, memory, List.of(settings), console)) {
      run.train(lock, spark, hadoop, judge, new ConsoleListener(console), stop);
    }
  }
}
