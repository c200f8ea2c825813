package io.sparkgan.job;

import io.sparkgan.config.Sweep;
import io.sparkgan.storage.RunDirectory;
import io.sparkgan.storage.SweepTable;
import io.sparkgan.storage.WriteLock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The table of a sweep as it grows: the rows of the cells that have begun. That a cell diverged is
 * known from the table alone; all else the runs tell.
 */
final class SweepResults {
  private final List<Sweep.Axis> axes;
  private final SweepTable table;
  private final WriteLock lock;
  private final SortedMap<Integer, Map<String, Object>> rows = new TreeMap<>();

  /**
   * Results that can be recorded.
   *
   * @param lock that of the sweep's folder: the table has one writer
   */
  SweepResults(List<Sweep.Axis> axes, SweepTable table, WriteLock lock) {
    this.axes = axes;
    this.table = table;
    this.lock = lock;
  }

  /**
   * Takes up what is there of the cells, and makes the table of it, whatever became of the last.
   */
  void resume(List<SweepCell> cells) {
    List<Object> diverged =
        table.rows().stream()
            .filter(row -> CellStatus.DIVERGED.text().equals(row.get("status")))
            .map(row -> row.get("run"))
            .toList();
    for (SweepCell cell : cells) {
      cell.run()
          .map(run -> CellStatus.of(run, cell.settings()))
          .map(status -> diverged.contains(cell.name()) ? CellStatus.DIVERGED : status)
          .ifPresent(status -> put(cell, status));
    }
    if (!rows().isEmpty()) {
      write();
    }
  }

  /** Whether there is nothing left to train of a cell. */
  synchronized boolean isOver(SweepCell cell) {
    Map<String, Object> row = rows.getOrDefault(cell.number(), Map.of());
    return row.containsKey("status") && !row.get("status").equals(CellStatus.UNFINISHED.text());
  }

  /** Writes the table with what a cell came to. */
  void record(SweepCell cell, CellStatus status) {
    put(cell, status);
    write();
  }

  synchronized void write() {
    lock.requireHeld();
    table.write(rows());
  }

  private void put(SweepCell cell, CellStatus status) {
    Optional<RunDirectory> run = cell.run();
    CellResult result =
        new CellResult(
            cell.settings(),
            run.map(it -> it.rounds().rows()).orElse(List.of()),
            run.map(RunDirectory::evaluationRows).orElse(List.of()));
    Map<String, Object> row = result.row(axes, cell.cell(), status);
    synchronized (this) {
      rows.put(cell.number(), row);
    }
  }

  /** The rows in the order of the cells. */
  synchronized List<Map<String, Object>> rows() {
    return List.copyOf(rows.values());
  }
}
