package io.sparkgan.averaging;

import io.sparkgan.config.Settings.Averaging.UpdaterState;
import io.sparkgan.state.GanState;
import io.sparkgan.state.Layout;
import io.sparkgan.state.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** Puts the averaged chunks of a round together again, in whatever order they arrive. */
public final class StateAssembler {
  private final ChunkPlan plan;
  private final Layout layout;
  private final UpdaterState updaterState;
  private final Map<Integer, ChunkMean> means = new TreeMap<>();

  public StateAssembler(ChunkPlan plan, Layout layout, UpdaterState updaterState) {
    this.plan = plan;
    this.layout = layout;
    this.updaterState = updaterState;
  }

  /** Takes the mean of the chunk at one position of the plan. */
  public void add(int chunk, ChunkMean mean) {
    Objects.checkIndex(chunk, plan.chunks().size());
    if (means.put(chunk, mean) != null) {
      throw new IllegalStateException("Chunk " + chunk + " was averaged twice");
    }
  }

  /**
   * The averaged state.
   *
   * @param start the state the round began with
   * @param localSteps what every worker has taken since
   */
  public GanState finish(GanState start, int localSteps) {
    List<float[]> values = new ArrayList<>();
    // An optimiser that has seen nothing remembers zeros, and that is what a reset section keeps.
    layout.sections().forEach(section -> values.add(new float[section.length()]));
    for (Chunk chunk : plan.chunks()) {
      float[] mean = mean(chunk).mean();
      System.arraycopy(mean, 0, values.get(chunk.section()), chunk.offset(), chunk.length());
    }
    long updaterSteps =
        switch (updaterState) {
          case AVERAGE -> start.updaterSteps() + localSteps;
          case RESET -> 0;
        };
    return new GanState(layout, values, start.steps() + localSteps, updaterSteps);
  }

  /**
   * How far one contribution's section was from the average.
   *
   * @param contribution position of the worker among the contributions
   * @return Euclidean norm of the difference
   */
  public double drift(String section, int contribution) {
    int index = layout.index(section);
    double sum = 0;
    for (Chunk chunk : plan.chunks()) {
      if (chunk.section() == index) {
        sum += mean(chunk).squaredDistances()[contribution];
      }
    }
    return Math.sqrt(sum);
  }

  /** Bytes of averaged values taken so far. */
  public long bytes() {
    return means.values().stream().mapToLong(mean -> (long) mean.mean().length * Float.BYTES).sum();
  }

  private ChunkMean mean(Chunk chunk) {
    ChunkMean mean = means.get(chunk.index());
    if (mean == null) {
      Section section = layout.sections().get(chunk.section());
      throw new IllegalStateException(
          "Chunk %d (%s from %d) was not averaged"
              .formatted(chunk.index(), section.name(), chunk.offset()));
    }
    return mean;
  }
}
