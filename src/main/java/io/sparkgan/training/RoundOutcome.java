package io.sparkgan.training;

import io.sparkgan.state.GanState;
import java.util.List;

/**
 * A trained and averaged round, not yet recorded.
 *
 * @param state the average of the workers' states
 * @param workers one report per worker, in order of worker
 * @param broadcastMillis wall time to put the state where workers fetch it
 * @param trainMillis wall time of all workers: fetch, train and send to the average
 * @param averageMillis wall time of the slowest reducer, once everything is there
 * @param bytesBroadcast size of the state handed out
 * @param bytesReceived size of the averaged state that came back
 */
public record RoundOutcome(
    GanState state,
    List<WorkerReport> workers,
    long broadcastMillis,
    long trainMillis,
    long averageMillis,
    long bytesBroadcast,
    long bytesReceived) {
  public RoundOutcome {
    workers = List.copyOf(workers);
  }

  /** Real images that all workers together trained on. */
  public long images() {
    return workers.stream().mapToLong(WorkerReport::images).sum();
  }

  /** Local steps of each worker. */
  public int localSteps() {
    return workers.get(0).localSteps();
  }

  /** How far the workers' copies had come apart. */
  public Drift drift() {
    return Drift.of(this);
  }
}
