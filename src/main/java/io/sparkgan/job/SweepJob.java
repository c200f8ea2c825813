package io.sparkgan.job;

import io.sparkgan.config.CellProblems;
import io.sparkgan.config.Configuration;
import io.sparkgan.config.Settings;
import io.sparkgan.config.SettingsSources.ConfText;
import io.sparkgan.config.Sweep;
import io.sparkgan.config.SweepReader;
import io.sparkgan.config.UserInputException;
import io.sparkgan.storage.HadoopFiles;
import io.sparkgan.storage.RunDirectory;
import io.sparkgan.storage.SweepTable;
import io.sparkgan.storage.WriteLock;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Trains a grid of runs: {@code jobs/sweep}. */
@Command(
    name = "jobs/sweep",
    description =
        "Trains a grid of runs that differ in some settings, and makes one table of them.",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    versionProvider = Versions.class,
    footer = {
      "",
      "docs/sweeps.md tells what is in a sweep file and in the table. The same command goes on with a",
      "sweep that was interrupted: finished runs are kept.",
      "",
      "Examples:",
      "  jobs/sweep --conf conf/sweeps/averaging.conf --dry-run",
      "  jobs/sweep --conf conf/sweeps/averaging.conf",
      "  jobs/sweep --conf conf/sweeps/averaging.conf --show --json"
    })
public final class SweepJob implements Callable<Integer> {
  private final Console console;
  private final BooleanSupplier stop;
  private final Clock clock;

  @Option(
      names = "--conf",
      paramLabel = "FILE",
      required = true,
      description = "the sweep in HOCON")
  private Path conf;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = "runs",
      description =
          "folder on any Hadoop file system in which the sweep has one (default: ${DEFAULT-VALUE})")
  private String out;

  @Mixin private SparkOptions sparkOptions = new SparkOptions();
  @Mixin private SparkKeyOptions sparkKeys = new SparkKeyOptions();

  @Mixin private TakeOverOption takeOver = new TakeOverOption();

  @Option(names = "--dry-run", description = "list the runs and train none")
  private boolean dryRun;

  @Option(names = "--show", description = "print the table as it is and train nothing")
  private boolean show;

  @Option(
      names = "--json",
      description = "the table as JSON alone on standard output, with all its columns")
  private boolean json;

  /**
   * The job before its options are known.
   *
   * @param stop asked between rounds whether to end early
   */
  SweepJob(Console console, BooleanSupplier stop, Clock clock) {
    this.console = console;
    this.stop = stop;
    this.clock = clock;
  }

  /** Runs the job. */
  public static void main(String[] args) {
    JobMain.exit(
        console -> new SweepJob(console, StopSignal.install(console), Clock.systemUTC()), args);
  }

  @Override
  public Integer call() {
    Sweep sweep = SweepReader.read(new ConfText(conf.toString(), SettingsOptions.text(conf)));
    Map<String, String> keys = keys(sweep);
    var hadoop = sparkOptions.hadoop(keys);
    sparkOptions.requireLasting(hadoop, out);
    String folder =
        HadoopFiles.absolute(
            hadoop, new org.apache.hadoop.fs.Path(HadoopFiles.path(out), sweep.name()).toString());
    SweepTable table = new SweepTable(hadoop, folder, sweep.axes());
    if (show) {
      print(sweep, shown(table), table);
      return ExitCode.DONE.code();
    }
    NativeMemory memory =
        NativeMemory.training(
            sweep.cells().stream().map(cell -> cell.configuration().settings()).toList(),
            sparkOptions.slots(keys),
            sweep.sideBySide());
    memory.bound();
    List<SweepCell> cells = cells(sweep, keys, hadoop, folder);
    if (dryRun) {
      list(sweep, cells, folder);
      return ExitCode.DONE.code();
    }
    HadoopFiles.requireWritable(hadoop, folder);
    try (WriteLock lock =
        WriteLock.take(hadoop, folder, takeOver.ifUnsure(), speaking().out()::println)) {
      SweepResults results = new SweepResults(sweep.axes(), table, lock);
      results.resume(cells);
      CellProblems refused = train(sweep, keys, memory, cells, results);
      print(sweep, results.rows(), table);
      refused.throwIfAny();
    }
    return ExitCode.DONE.code();
  }

  /** Standard output may be for JSON alone. */
  private Console speaking() {
    return json ? new Console(console.err(), console.err(), false) : console;
  }

  private Map<String, String> keys(Sweep sweep) {
    Map<String, String> keys = sweep.spark();
    keys.putAll(sparkKeys.keys());
    if (sweep.sideBySide() > 1) {
      keys.putIfAbsent("spark.scheduler.mode", "FAIR");
    }
    return keys;
  }

  private static List<Map<String, Object>> shown(SweepTable table) {
    List<Map<String, Object>> rows = table.rows();
    if (rows.isEmpty()) {
      throw new UserInputException(
          "--show: no results in %s; train some without --show".formatted(table.uri()));
    }
    return rows;
  }

  /** Every cell, made sure of before the first is trained. */
  private List<SweepCell> cells(
      Sweep sweep,
      Map<String, String> keys,
      org.apache.hadoop.conf.Configuration hadoop,
      String folder) {
    CellProblems problems = new CellProblems();
    List<SweepCell> cells = new ArrayList<>();
    for (Sweep.Cell cell : sweep.cells()) {
      RunPlace place = new RunPlace(hadoop, folder, cell.name(), RunDirectory.IfExists.REFUSE);
      Configuration given =
          new Configuration(cell.configuration().settings(), keys, cell.configuration().json());
      int number = cells.size() + 1;
      problems
          .check(
              cell.name(), () -> SweepCell.of(number, cell, RunPlan.of(given, sparkOptions), place))
          .ifPresent(cells::add);
    }
    problems.throwIfAny();
    return cells;
  }

  private void list(Sweep sweep, List<SweepCell> cells, String folder) {
    console
        .out()
        .printf("%d cells, %d at a time, in %s%n", cells.size(), sweep.sideBySide(), folder);
    int width = cells.stream().mapToInt(cell -> cell.name().length()).max().orElse(1);
    for (SweepCell cell : cells) {
      console
          .out()
          .printf(
              "  %-" + width + "s  %,7d rounds  %,12d images  %s%n",
              cell.name(),
              cell.rounds(),
              cell.images(),
              cell.run()
                  .map(run -> CellStatus.of(run, cell.settings()).text())
                  .orElse("to be trained"));
    }
  }

  private CellProblems train(
      Sweep sweep,
      Map<String, String> keys,
      NativeMemory memory,
      List<SweepCell> cells,
      SweepResults results) {
    List<SweepCell> left = cells.stream().filter(cell -> !results.isOver(cell)).toList();
    Console speaking = speaking();
    speaking
        .out()
        .printf("%d cells, %d of them over already%n", cells.size(), cells.size() - left.size());
    if (left.isEmpty()) {
      return new CellProblems();
    }
    SweepProgress progress = new SweepProgress(speaking, left, cells.size());
    String name = "sparkgan sweep " + sweep.name();
    CellProblems refused;
    List<Settings> runs = left.stream().map(SweepCell::settings).toList();
    try (SparkSession spark = sparkOptions.startTraining(name, keys, memory, runs, speaking)) {
      refused =
          new SweepTraining(spark, results, progress, takeOver.ifUnsure(), stop, clock)
              .train(left, sweep.sideBySide());
    }
    long over = cells.stream().filter(results::isOver).count();
    if (over < cells.size()) {
      speaking
          .out()
          .printf(
              "stopped: %d of %d cells are over; go on with the same command%n",
              over, cells.size());
    }
    return refused;
  }

  private void print(Sweep sweep, List<Map<String, Object>> rows, SweepTable table) {
    if (json) {
      console.out().println(JsonRows.of(rows));
    } else {
      new SweepSheet(sweep.axes(), rows).print(console.out());
      console.out().printf("  table       %s%n", table.uri());
    }
  }
}
