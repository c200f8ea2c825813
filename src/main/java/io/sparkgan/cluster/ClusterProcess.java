package io.sparkgan.cluster;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A process that was started for a cluster. Its number alone would not do: once it has ended, the
 * system gives the number to another.
 *
 * @param name {@code master} or {@code worker-1}
 * @param started when the system says that it began
 * @param log what it writes
 */
public record ClusterProcess(String name, long pid, Instant started, Path log) {
  /** The system counts from a boot time that it knows to the second only. */
  private static final Duration SAME = Duration.ofSeconds(1);

  static ClusterProcess of(String name, ProcessHandle process, Path log) {
    Instant started = process.info().startInstant().orElseGet(Instant::now);
    return new ClusterProcess(name, process.pid(), started, log);
  }

  /** The process, if it lives and is the one that was started. */
  Optional<ProcessHandle> handle() {
    return ProcessHandle.of(pid)
        .filter(ProcessHandle::isAlive)
        .filter(
            process ->
                process
                    .info()
                    .startInstant()
                    .filter(start -> Duration.between(start, started).abs().compareTo(SAME) <= 0)
                    .isPresent());
  }

  /** Whether it still runs. */
  public boolean alive() {
    return handle().isPresent();
  }
}
