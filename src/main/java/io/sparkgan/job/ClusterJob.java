package io.sparkgan.job;

import io.sparkgan.cluster.ClusterProcess;
import io.sparkgan.cluster.ClusterSpec;
import io.sparkgan.cluster.ClusterState;
import io.sparkgan.cluster.LocalCluster;
import io.sparkgan.cluster.SparkHome;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Starts, stops and shows a standalone Spark cluster on this machine: {@code jobs/cluster}. */
@Command(
    name = "jobs/cluster",
    description = "A standalone Spark cluster on this machine, for trying things.",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    versionProvider = Versions.class,
    footer = {
      "",
      "Exit codes of status: 0 all processes run, 3 some or all do not.",
      "",
      "Examples:",
      "  jobs/cluster start --workers 2 --cores 1",
      "  jobs/cluster status",
      "  jobs/cluster stop"
    })
public final class ClusterJob implements Callable<Integer> {
  private static final Duration STARTING = Duration.ofSeconds(90);
  private static final Duration STOPPING = Duration.ofSeconds(20);

  /** What is to be done. */
  enum Action {
    START,
    STOP,
    STATUS
  }

  private final Console console;

  @Parameters(paramLabel = "ACTION", description = "start, stop or status")
  private Action action;

  @Option(
      names = "--workers",
      paramLabel = "N",
      defaultValue = "2",
      description = "worker processes (default: ${DEFAULT-VALUE})")
  private int workers;

  @Option(
      names = "--cores",
      paramLabel = "N",
      defaultValue = "1",
      description = "tasks at a time on each (default: ${DEFAULT-VALUE})")
  private int cores;

  @Option(
      names = "--memory",
      paramLabel = "M",
      defaultValue = "2g",
      description = "heap that each offers to executors (default: ${DEFAULT-VALUE})")
  private String memory;

  @Option(names = "--port", description = "the master's port (default: one that is free)")
  private Optional<Integer> port = Optional.empty();

  @Option(names = "--web-port", description = "its page's port (default: one that is free)")
  private Optional<Integer> webPort = Optional.empty();

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      defaultValue = "${sys:sparkgan.home:-.}/target/cluster",
      description = "folder of state and logs (default: target/cluster)")
  private Path dir;

  @Option(
      names = "--spark",
      paramLabel = "DIR",
      defaultValue = "${sys:sparkgan.home:-.}/target/spark",
      description = "the Spark to start (default: target/spark, which Maven brought)")
  private Path spark;

  @Mixin private SparkKeyOptions sparkKeys = new SparkKeyOptions();

  /** The job before its options are known. */
  ClusterJob(Console console) {
    this.console = console;
  }

  /** Runs the job. */
  public static void main(String[] args) {
    JobMain.exit(ClusterJob::new, args);
  }

  @Override
  public Integer call() {
    LocalCluster cluster = new LocalCluster(dir);
    ExitCode code =
        switch (action) {
          case START -> start(cluster);
          case STOP -> stop(cluster);
          case STATUS -> status(cluster);
        };
    return code.code();
  }

  private ExitCode start(LocalCluster cluster) {
    ClusterSpec spec =
        new ClusterSpec(workers, cores, memory, number(port), number(webPort), sparkKeys.keys());
    Path options = Path.of(System.getProperty("sparkgan.home", "."), "conf", "jvm.options");
    ClusterState started = cluster.start(new SparkHome(spark, options), spec, STARTING);
    console.out().printf("master   %s%n", started.url());
    console.out().printf("web UI   %s%n", started.webUrl());
    console.out().printf("workers  %d x %d cores, %s each%n", workers, cores, memory);
    console.out().printf("logs     %s%n", started.processes().get(0).log().getParent());
    console
        .out()
        .printf("train    jobs/train --master %s --workers %d%n", started.url(), workers * cores);
    return ExitCode.DONE;
  }

  private ExitCode stop(LocalCluster cluster) {
    console
        .out()
        .println(
            cluster
                .stop(STOPPING)
                .map(stopped -> "stopped %s".formatted(stopped.url()))
                .orElseGet(() -> "no cluster in %s".formatted(dir.normalize())));
    return ExitCode.DONE;
  }

  private ExitCode status(LocalCluster cluster) {
    Optional<ClusterState> state = cluster.state();
    if (state.isEmpty()) {
      console.out().printf("no cluster in %s%n", dir.normalize());
      return ExitCode.ENVIRONMENT;
    }
    console.out().printf("master   %s%n", state.get().url());
    console.out().printf("web UI   %s%n", state.get().webUrl());
    LocalCluster.page(state.get())
        .ifPresent(
            page ->
                console
                    .out()
                    .printf(
                        "in use   %d of %d cores by %d applications, %d workers registered%n",
                        page.coresUsed(), page.cores(), page.applications(), page.workers()));
    for (ClusterProcess process : state.get().processes()) {
      console
          .out()
          .printf(
              "%-8s process %d %s, log %s%n",
              process.name(), process.pid(), process.alive() ? "runs" : "has ended", process.log());
    }
    boolean all = state.get().processes().stream().allMatch(ClusterProcess::alive);
    return all ? ExitCode.DONE : ExitCode.ENVIRONMENT;
  }

  private static OptionalInt number(Optional<Integer> option) {
    return option.stream().mapToInt(Integer::intValue).findFirst();
  }
}
