package io.sparkgan.job;

import io.sparkgan.config.UserInputException;
import io.sparkgan.notebook.Jupyter;
import io.sparkgan.storage.HdfsPatience;
import io.sparkgan.storage.RunDirectory;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
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
    Jupyter jupyter = new Jupyter(home.resolve("target/jupyter"));
    jupyter.describeKernel(jvm(home), environment());
    if (!execute) {
      return jupyter.open(folder) == 0 ? ExitCode.DONE.code() : ExitCode.ENVIRONMENT.code();
    }
    Path executed = out.orElseGet(() -> home.resolve("target/notebooks")).toAbsolutePath();
    if (jupyter.execute(notebooks, executed) != 0) {
      console.err().println("error: a cell failed; see above");
      return ExitCode.ENVIRONMENT.code();
    }
    notebooks.forEach(it -> console.out().println(executed.resolve(it.getFileName())));
    return ExitCode.DONE.code();
  }

  /** What stays on this machine needs no other. */
  private Map<String, String> environment() {
    return isLocal()
        ? Map.of("OMP_NUM_THREADS", "1", "SPARK_LOCAL_IP", "127.0.0.1")
        : Map.of("OMP_NUM_THREADS", "1");
  }

  private boolean isLocal() {
    return master
        .map(url -> url.matches("local.*|spark://(127[.]0[.]0[.]1|localhost):.*"))
        .orElse(true);
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

  /** The kernel's JVM is that of a job, with the libraries that only notebooks need. */
  private List<String> jvm(Path home) {
    List<String> jvm = new ArrayList<>();
    jvm.add("@" + home.resolve("conf/jvm.options"));
    jvm.add("-Xmx" + Optional.ofNullable(System.getenv("SPARKGAN_HEAP")).orElse("3g"));
    jvm.add("-Djava.awt.headless=true");
    jvm.add("-Dlog4j2.configurationFile=file:" + home.resolve("conf/log4j2.properties"));
    sparkKeys(home).forEach((key, value) -> jvm.add("-D%s=%s".formatted(key, value)));
    if (!runDirs.isEmpty()) {
      // A folder that is no run is told at once, and not by a cell.
      Configuration hadoop = new Configuration();
      HdfsPatience.settings().forEach(hadoop::set);
      jvm.add(
          runDirs.stream()
              .map(uri -> RunDirectory.open(hadoop, uri).uri())
              .collect(Collectors.joining(",", "-Dsparkgan.runs=", "")));
    }
    Path target = home.resolve("target");
    jvm.addAll(
        List.of(
            "-cp",
            Stream.of("sparkgan.jar", "notebook/*", "lib/*", "spark/jars/*")
                .map(part -> target + File.separator + part)
                .collect(Collectors.joining(File.pathSeparator))));
    return jvm;
  }

  /** A cluster's executors need our settings and jars; this machine has both. */
  private Map<String, String> sparkKeys(Path home) {
    Map<String, String> keys = new LinkedHashMap<>();
    master
        .filter(url -> !url.startsWith("local"))
        .ifPresent(
            url -> {
              keys.putAll(defaults(home.resolve("conf/spark-defaults.conf")));
              keys.put("spark.jars", jars(home));
            });
    master.ifPresent(url -> keys.put("spark.master", url));
    keys.putAll(sparkKeys.keys());
    return keys;
  }

  private static String jars(Path home) {
    try (Stream<Path> libraries = Files.list(home.resolve("target/lib"))) {
      return Stream.concat(Stream.of(home.resolve("target/sparkgan.jar")), libraries)
          .map(Path::toString)
          .collect(Collectors.joining(","));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot list target/lib", e);
    }
  }

  private static Map<String, String> defaults(Path file) {
    Properties properties = new Properties();
    try (var reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + file, e);
    }
    // The options of the driver's JVM are those of the kernel's.
    return properties.stringPropertyNames().stream()
        .filter(key -> !key.equals("spark.driver.extraJavaOptions"))
        .collect(Collectors.toMap(key -> key, key -> properties.getProperty(key).strip()));
  }
}
