package io.sparkgan.cluster;

import java.nio.file.Path;
import java.util.Optional;

/**
 * A process that was started for a cluster. Its number alone would not do: once it has ended, the
 * system gives the number to another. Nor would the instant of its start, which changes with the
 * clock; its command line names the folder of the cluster.
 *
 * @param name {@code master} or {@code worker-1}
 * @param command a part of its command line that no other cluster's has
 * @param log what it writes
 */
public record ClusterProcess(String name, long pid, String command, Path log) {

  /** The process, if it lives and is the one that was started. */
  Optional<ProcessHandle> handle() {
    return ProcessHandle.of(pid)
        .filter(ProcessHandle::isAlive)
        .filter(it -> it.info().commandLine().filter(line -> line.contains(command)).isPresent());
  }

  /** Whether it still runs. */
  public boolean alive() {
    return handle().isPresent();
  }
}
