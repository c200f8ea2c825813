package io.sparkgan.cluster;

import io.sparkgan.config.EnvironmentException;
import io.sparkgan.config.UserInputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * A real standalone Spark cluster on this machine: one master and some workers, each a process, on
 * the loopback interface. All that is known of it is in a folder, so one process can start it and
 * another stop it.
 */
public final class LocalCluster {
  private static final String LOOPBACK = "127.0.0.1";
  private static final String MASTER = "org.apache.spark.deploy.master.Master";
  private static final String WORKER = "org.apache.spark.deploy.worker.Worker";
  private static final long POLL_MILLIS = 200;
  private static final Duration STOPPING = Duration.ofSeconds(20);

  private final ClusterFolder folder;

  /** The cluster of a folder, which need not exist. */
  public LocalCluster(Path folder) {
    this.folder = new ClusterFolder(folder);
  }

  /**
   * Starts master and workers and waits until these are registered. They run from links to the jars
   * of a Spark, which may be built anew meanwhile.
   *
   * @param patience for all of it
   * @throws UserInputException if the folder's cluster runs already, or the folder has something
   *     else where a cluster keeps what it removes
   * @throws EnvironmentException if they do not come up in time; then none of them is left
   */
  public ClusterState start(SparkHome spark, ClusterSpec spec, Duration patience) {
    return folder.locked(
        () -> {
          folder.state().ifPresentOrElse(this::removeEnded, folder::requireOurs);
          try {
            return startAll(spark, spec, System.nanoTime() + patience.toNanos());
          } catch (RuntimeException e) {
            folder.state().ifPresent(started -> end(started, STOPPING));
            throw e;
          }
        });
  }

  /**
   * Ends what was started and still runs, and removes what applications left. Nothing else is
   * touched, should a number of a process mean another by now.
   *
   * @param patience before processes that do not end by themselves are killed
   * @return the cluster that was there
   * @throws EnvironmentException if a process does not even end when it is killed
   */
  public Optional<ClusterState> stop(Duration patience) {
    return folder.locked(
        () -> {
          Optional<ClusterState> state = folder.state();
          state.ifPresent(started -> end(started, patience));
          return state;
        });
  }

  /** The cluster that was started here and was not stopped; its processes may have ended. */
  public Optional<ClusterState> state() {
    return folder.state();
  }

  /** What the master says; empty if it does not answer. */
  public static Optional<MasterPage> page(ClusterState state) {
    return MasterPage.ask(state.webUrl()).filter(page -> page.url().equals(state.url()));
  }

  private void removeEnded(ClusterState before) {
    if (before.alive()) {
      throw new UserInputException(
          "--dir: the cluster %s in %s runs already; stop it first, or name another folder"
              .formatted(before.url(), folder.path()));
    }
    folder.clear();
  }

  private void end(ClusterState started, Duration patience) {
    Ending.of(started).within(patience);
    if (started.alive()) {
      throw new EnvironmentException(
          "The cluster %s in %s did not end; jobs/cluster status says which processes are left"
              .formatted(started.url(), folder.path()));
    }
    folder.clear();
  }

  private ClusterState startAll(SparkHome spark, ClusterSpec spec, long deadline) {
    int port = portOf(spec.port());
    int webPort = portOf(spec.webPort());
    Map<String, String> keys = new HashMap<>(spec.sparkKeys());
    // On another port than was said nobody would look for it.
    keys.put("spark.port.maxRetries", "0");
    ClusterState state =
        new ClusterState(
            "spark://%s:%d".formatted(LOOPBACK, port),
            "http://%s:%d".formatted(LOOPBACK, webPort),
            List.of());
    folder.write(state); // First of all: from now on what is in the folder is ours to remove.
    SparkHome home = spark.linkedIn(folder.home());
    List<String> common =
        List.of("--host", LOOPBACK, "--properties-file", folder.write(keys).toString());
    state = started(home, state, "master", MASTER, master(common, port, webPort));
    // A worker that finds no master tries again after seconds only.
    await(state, page -> true, "the master answers", deadline);
    for (int i = 1; i <= spec.workers(); i++) {
      String name = "worker-" + i;
      state = started(home, state, name, WORKER, worker(common, spec, name, state.url()));
    }
    await(
        state,
        page -> page.workers() == spec.workers(),
        "%d workers are registered".formatted(spec.workers()),
        deadline);
    return state;
  }

  private static List<String> master(List<String> common, int port, int webPort) {
    List<String> arguments = new ArrayList<>(common);
    arguments.addAll(
        List.of("--port", Integer.toString(port), "--webui-port", Integer.toString(webPort)));
    return arguments;
  }

  private List<String> worker(List<String> common, ClusterSpec spec, String name, String url) {
    List<String> arguments = new ArrayList<>(common);
    arguments.addAll(List.of("--webui-port", "0", "--cores", Integer.toString(spec.cores())));
    arguments.addAll(List.of("--memory", spec.memory()));
    arguments.addAll(List.of("--work-dir", folder.work(name).toString(), url));
    return arguments;
  }

  /** Written down at once: whoever is killed while it starts a cluster leaves one to be stopped. */
  private ClusterState started(
      SparkHome spark, ClusterState state, String name, String className, List<String> arguments) {
    Path log = folder.log(name);
    ProcessHandle process = spark.start(className, arguments, folder.scratch(), log);
    String command = className + " " + String.join(" ", arguments);
    ClusterState more = state.with(new ClusterProcess(name, process.pid(), command, log));
    folder.write(more);
    return more;
  }

  private static void await(
      ClusterState state, Predicate<MasterPage> wanted, String what, long deadline) {
    while (page(state).filter(wanted).isEmpty()) {
      for (ClusterProcess process : state.processes()) {
        if (!process.alive()) {
          throw new EnvironmentException(
              "The cluster did not start: %s ended before %s; %s says why"
                  .formatted(process.name(), what, process.log()));
        }
      }
      if (System.nanoTime() > deadline) {
        throw new EnvironmentException(
            "The cluster did not start: waited in vain until %s; see the logs in %s"
                .formatted(what, state.processes().get(0).log().getParent()));
      }
      try {
        TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new EnvironmentException("The cluster did not start: interrupted");
      }
    }
  }

  private static int portOf(OptionalInt asked) {
    if (asked.isPresent()) {
      return asked.getAsInt();
    }
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
