package io.sparkgan.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The end of processes: asked first, killed at last.
 *
 * @param processes that are asked, in this order
 * @param children executors and drivers, which end with their workers or else are killed
 */
record Ending(List<ProcessHandle> processes, List<ProcessHandle> children) {
  private static final Duration KILLING = Duration.ofSeconds(10);

  /** Workers before the master, so that none looks for another. */
  static Ending of(ClusterState state) {
    List<ProcessHandle> processes =
        new ArrayList<>(
            state.processes().stream()
                .map(ClusterProcess::handle)
                .flatMap(Optional::stream)
                .toList());
    Collections.reverse(processes);
    return new Ending(processes, processes.stream().flatMap(ProcessHandle::descendants).toList());
  }

  /** Returns when all have ended. */
  void within(Duration patience) {
    List<ProcessHandle> all = new ArrayList<>(processes);
    all.addAll(children);
    processes.forEach(ProcessHandle::destroy);
    if (!ended(all, patience)) {
      all.forEach(ProcessHandle::destroyForcibly);
      ended(all, KILLING);
    }
  }

  private static boolean ended(List<ProcessHandle> processes, Duration patience) {
    CompletableFuture<Void> all =
        CompletableFuture.allOf(
            processes.stream().map(ProcessHandle::onExit).toArray(CompletableFuture[]::new));
    try {
      all.get(patience.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException("A process could not be waited for", e);
    }
  }
}
