package io.sparkgan.training;

import io.sparkgan.averaging.ChunkMean;
import io.sparkgan.averaging.ChunkPlan;
import io.sparkgan.averaging.StateAssembler;
import io.sparkgan.config.Settings.Averaging;
import io.sparkgan.state.GanState;
import io.sparkgan.state.Section;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Collects averaged chunks and worker reports of one round, in whatever order they come, and makes
 * its outcome of them.
 */
public final class RoundAssembly {
  private final Averaging averaging;
  private final GanState start;
  private final int localSteps;
  private final StateAssembler assembler;
  private final List<WorkerReport> reports = new ArrayList<>();

  /**
   * Nothing collected yet.
   *
   * @param start the state the round began with
   * @param localSteps what every worker takes in it
   */
  public RoundAssembly(Averaging averaging, int workers, GanState start, int localSteps) {
    this.averaging = averaging;
    this.start = start;
    this.localSteps = localSteps;
    this.assembler =
        new StateAssembler(
            new ChunkPlan(start.layout(), averaging.updaterState(), workers),
            start.layout(),
            averaging.updaterState());
  }

  public void add(int chunk, ChunkMean mean) {
    assembler.add(chunk, mean);
  }

  public void add(WorkerReport report) {
    reports.add(report);
  }

  /** The outcome, once every chunk and every report is in; times in milliseconds. */
  public RoundOutcome finish(long broadcastMillis, long trainMillis, long averageMillis) {
    reports.sort(Comparator.comparingInt(WorkerReport::worker));
    return new RoundOutcome(
        assembler.finish(start, localSteps),
        averaged(),
        broadcastMillis,
        trainMillis,
        averageMillis,
        start.layout().bytes(),
        assembler.bytes());
  }

  /** The reports with what only the average tells. */
  private List<WorkerReport> averaged() {
    double total = reports.stream().mapToDouble(r -> averaging.weight(r.shardImages())).sum();
    List<WorkerReport> averaged = new ArrayList<>();
    for (int i = 0; i < reports.size(); i++) {
      WorkerReport report = reports.get(i);
      averaged.add(
          report.averaged(
              averaging.weight(report.shardImages()) / total,
              assembler.drift(Section.GENERATOR, i),
              assembler.drift(Section.DISCRIMINATOR, i)));
    }
    return averaged;
  }
}
