package io.sparkgan.training;

import io.sparkgan.averaging.ChunkMean;
import io.sparkgan.averaging.ChunkPlan;
import io.sparkgan.averaging.StateAssembler;
import io.sparkgan.config.Settings;
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
  private final GanState start;
  private final int localSteps;
  private final StateAssembler assembler;
  private final List<WorkerReport> reports = new ArrayList<>();

  public RoundAssembly(Settings settings, int workers, GanState start) {
    this.start = start;
    this.localSteps = settings.training().localSteps();
    this.assembler =
        new StateAssembler(
            new ChunkPlan(start.layout(), settings.averaging().updaterState(), workers),
            start.layout(),
            settings.averaging().updaterState());
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
    List<WorkerReport> drifted = new ArrayList<>();
    for (int i = 0; i < reports.size(); i++) {
      drifted.add(
          reports
              .get(i)
              .withDrift(
                  assembler.drift(Section.GENERATOR, i),
                  assembler.drift(Section.DISCRIMINATOR, i)));
    }
    return new RoundOutcome(
        assembler.finish(start, localSteps),
        drifted,
        broadcastMillis,
        trainMillis,
        averageMillis,
        start.layout().bytes(),
        assembler.bytes());
  }
}
