package io.sparkgan.job;

import io.sparkgan.config.UserInputException;
import io.sparkgan.notebook.Jupyter;
import io.sparkgan.storage.RunDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Opens or executes the notebooks: {@code jobs/notebook}. */
@Command(
    name = "jobs/notebook",
    description = "Opens the notebooks in Jupyter with a Java kernel, or executes them.",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    versionProvider = Versions.class,
    footer = {
      "",
      "The kernel comes with sparkgan; Jupyter is Debian's jupyter-notebook or your own. Where it",
      "is missing, root on Debian gets it by apt-get; otherwise a line says what to install.",
      "",
      "Examples:",
      "  jobs/notebook --run-dir runs/digits",
      "  jobs/notebook --run-dir runs/a --run-dir runs/b --execute 02-compare-runs",
      "  jobs/notebook --master spark://host:7077 --run-dir hdfs://namenode/runs/digits"
    })
public final class NotebookJob implements Callable<Integer> {
  private final Console console;

  @Parameters(
      paramLabel = "NOTEBOOK",
      arity = "0..*",
      description = "those to execute, as 01-first-look (default: all)")
  private List<String> names = List.of();

  @Option(
      names = "--run-dir",
      paramLabel = "DIR",
      description =
          "a run to look at; repeatable; any Hadoop URI (default: what the notebooks say)")
  private List<String> runDirs = List.of();

  @Option(names = "--master", paramLabel = "URL", description = "Spark master (default: local[*])")
  private Optional<String> master = Optional.empty();

  @Mixin private SparkKeyOptions sparkKeys = new SparkKeyOptions();

  @Option(
      names = "--execute",
      description = "run all cells and keep the notebooks with what they showed")
  private boolean execute;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "folder for executed notebooks (default: target/notebooks)")
  private Optional<Path> out = Optional.empty();

  @Option(names = "--overwrite", description = "replace notebooks that --out has already")
  private boolean overwrite;

  /** The job before its options are known. */
  NotebookJob(Console console) {
    this.console = console;
  }

  /** Runs the job. */
  public static void main(String[] args) {
    JobMain.exit(NotebookJob::new, args);
  }

  @Override
  public Integer call() {
    Path home = Path.of(System.getProperty("sparkgan.home", "")).toAbsolutePath();
    Path folder = home.resolve("notebooks");
    List<Path> notebooks = notebooks(folder);
    Path executed = executed(home, notebooks);
    Map<String, String> keys = sparkKeys.keys();
    NotebookKernel kernel = new NotebookKernel(home, master(keys), keys, runs(keys));
    try (Jupyter jupyter = Jupyter.in(home.resolve("target/jupyter"))) {
      jupyter.describeKernel(kernel.sharedOptions(), kernel.options(), kernel.environment());
      int code = execute ? jupyter.execute(notebooks, executed) : jupyter.open(folder);
      if (code != 0) {
        console.err().println("error: Jupyter ended with %d; see above".formatted(code));
        return ExitCode.ENVIRONMENT.code();
      }
    }
    if (execute) {
      notebooks.forEach(it -> console.out().println(executed.resolve(it.getFileName())));
    }
    return ExitCode.DONE.code();
  }

  private Optional<String> master(Map<String, String> keys) {
    return master.or(() -> Optional.ofNullable(keys.get("spark.master")));
  }

  /** The folder for executed notebooks; nothing of the user's in it is replaced unasked. */
  private Path executed(Path home, List<Path> notebooks) {
    if (!execute && (out.isPresent() || !names.isEmpty() || overwrite)) {
      throw new UserInputException("--execute: NOTEBOOK, --out and --overwrite need it");
    }
    Path folder = out.orElseGet(() -> home.resolve("target/notebooks")).toAbsolutePath();
    if (out.isPresent() && !overwrite) {
      notebooks.stream()
          .map(notebook -> folder.resolve(notebook.getFileName()))
          .filter(Files::exists)
          .findFirst()
          .ifPresent(
              there -> {
                throw new UserInputException(
                    "--out: %s is there already; give another folder or --overwrite"
                        .formatted(there));
              });
    }
    return folder;
  }

  /** A folder that is no run is told at once, and not by a cell. */
  private List<String> runs(Map<String, String> keys) {
    Configuration hadoop = new SparkOptions().hadoop(keys);
    return runDirs.stream().map(uri -> RunDirectory.open(hadoop, uri).uri()).toList();
  }

  private List<Path> notebooks(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      Map<String, Path> all =
          files
              .filter(file -> file.toString().endsWith(".ipynb"))
              .sorted()
              .collect(
                  Collectors.toMap(
                      file -> file.getFileName().toString().replace(".ipynb", ""),
                      file -> file,
                      (a, b) -> a,
                      LinkedHashMap::new));
      for (String name : names) {
        if (!all.containsKey(name)) {
          throw new UserInputException(
              "NOTEBOOK: expected one of %s, found '%s'".formatted(all.keySet(), name));
        }
      }
      all.keySet().removeIf(name -> !names.isEmpty() && !names.contains(name));
      return List.copyOf(all.values());
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot list " + folder, e);
    }
  }
}
