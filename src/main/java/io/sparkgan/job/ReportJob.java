package io.sparkgan.job;

import io.sparkgan.config.UserInputException;
import io.sparkgan.report.ReportPage;
import io.sparkgan.storage.OutputFile;
import io.sparkgan.storage.RunDirectory;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Makes a page of a run, or of several to compare: {@code jobs/report}. */
@Command(
    name = "jobs/report",
    description = "Makes a page of a run, or of several to compare: one HTML file.",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    versionProvider = Versions.class,
    footer = {
      "",
      "Examples:",
      "  jobs/report --run-dir runs/digits",
      "  jobs/report --run-dir runs/first --run-dir runs/second --out compared.html"
    })
public final class ReportJob implements Callable<Integer> {
  private final Console console;

  @Option(
      names = "--run-dir",
      paramLabel = "DIR",
      required = true,
      description = "the folder of a run; any Hadoop URI; given several times, they are compared")
  private List<String> runDirs = List.of();

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "file to write (default, of one run: report/index.html in its folder)")
  private Optional<String> out = Optional.empty();

  @Option(names = "--overwrite", description = "replace the file that --out names")
  private boolean overwrite;

  @Mixin private SparkKeyOptions sparkKeys = new SparkKeyOptions();

  /** The job before its options are known. */
  ReportJob(Console console) {
    this.console = console;
  }

  /** Runs the job. */
  public static void main(String[] args) {
    JobMain.exit(ReportJob::new, args);
  }

  @Override
  public Integer call() {
    Configuration hadoop = new SparkOptions().hadoop(sparkKeys.keys());
    if (runDirs.size() > ReportPage.MOST_RUNS) {
      throw new UserInputException(
          "--run-dir: expected at most %d runs to compare, found %d; leave some out"
              .formatted(ReportPage.MOST_RUNS, runDirs.size()));
    }
    List<RunDirectory> runs =
        runDirs.stream().map(runDir -> RunDirectory.open(hadoop, runDir)).toList();
    OutputFile file = out.map(uri -> planned(hadoop, uri)).orElseGet(() -> inRun(runs));
    ReportPage.of(runs).write(file);
    console.out().printf("report: %s%n", file.uri());
    return ExitCode.DONE.code();
  }

  private OutputFile planned(Configuration hadoop, String uri) {
    return OutputFile.planned(
        hadoop, uri, overwrite ? OutputFile.IfExists.REPLACE : OutputFile.IfExists.REFUSE);
  }

  private static OutputFile inRun(List<RunDirectory> runs) {
    if (runs.size() > 1) {
      throw new UserInputException(
          "--out: expected a file for the page that compares %d runs, found none; name one"
              .formatted(runs.size()));
    }
    RunDirectory run = runs.get(0);
    run.requireWritable();
    run.requireNoLinks();
    return run.report();
  }
}
