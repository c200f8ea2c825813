package io.sparkgan.job;

import io.sparkgan.cluster.ClusterSpec;
import io.sparkgan.cluster.ClusterState;
import io.sparkgan.cluster.LocalCluster;
import io.sparkgan.cluster.SparkHome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** A real cluster of a master and two workers, each a process with one core to offer. */
final class TinyCluster implements AutoCloseable {
  private final LocalCluster cluster;
  private final ClusterState state;

  private TinyCluster(LocalCluster cluster, ClusterState state) {
    this.cluster = cluster;
    this.state = state;
  }

  /**
   * Starts one.
   *
   * @param keys of Spark for master and workers
   */
  static TinyCluster start(Path folder, Map<String, String> keys) {
    LocalCluster cluster = new LocalCluster(folder);
    ClusterState state =
        cluster.start(
            new SparkHome(Path.of("target/spark"), Path.of("conf/jvm.options")),
            new ClusterSpec(2, 1, "1g", OptionalInt.empty(), OptionalInt.empty(), keys),
            Duration.ofMinutes(3));
    return new TinyCluster(cluster, state);
  }

  String url() {
    return state.url();
  }

  List<ProcessHandle> workers() {
    return state.processes().stream()
        .filter(process -> process.name().startsWith("worker"))
        .map(process -> ProcessHandle.of(process.pid()))
        .flatMap(Optional::stream)
        .toList();
  }

  /** The processes that the workers started: executors, and drivers. */
  List<ProcessHandle> executors() {
    return workers().stream().flatMap(ProcessHandle::children).toList();
  }

  /** Lets a process stand still, as a machine that swaps, or a network that is cut, seems to. */
  static void freeze(ProcessHandle process) {
    try {
      int code =
          new ProcessBuilder("kill", "-STOP", Long.toString(process.pid())).start().waitFor();
      if (code != 0) {
        throw new AssertionError("There is no process " + process.pid());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    cluster.stop(Duration.ofSeconds(20));
  }
}
