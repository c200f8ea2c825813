package io.sparkgan.config;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A grid of runs that differ in some settings, as a sweep file describes it.
 *
 * @param name of the folder that holds its runs
 * @param axes what the runs differ in
 * @param cells the runs in the order in which they are trained, the last axis the fastest
 * @param sideBySide runs at a time
 */
public record Sweep(String name, List<Axis> axes, List<Cell> cells, int sideBySide) {

  /** What the values of an axis are. */
  public enum Type {
    LONG,
    DOUBLE,
    TEXT
  }

  /**
   * A setting that the runs differ in.
   *
   * @param key of the setting, as {@code training.localSteps}
   * @param label the last words of the key that tell it from the other axes, as {@code localSteps}
   */
  public record Axis(String key, String label, Type type) {}

  /**
   * One run of the grid.
   *
   * @param name of its run
   * @param values of the axes, in their order; each a {@link Long}, a {@link Double} or a {@link
   *     String} as the axis has it
   * @param configuration complete but for what only the machine tells
   */
  public record Cell(String name, List<Object> values, Configuration configuration) {
    public Cell {
      values = List.copyOf(values);
    }
  }

  public Sweep {
    axes = List.copyOf(axes);
    cells = List.copyOf(cells);
  }

  /** The keys for Spark, which all runs have in common, as they share one application. */
  public Map<String, String> spark() {
    return new TreeMap<>(cells.get(0).configuration().spark());
  }
}
