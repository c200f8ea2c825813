package io.sparkgan.job;

import io.sparkgan.spark.AveragingProbe.Cost;
import io.sparkgan.spark.ProcessPeak;
import io.sparkgan.training.RoundOutcome;
import io.sparkgan.training.WorkerReport;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * What averaging so many workers costs.
 *
 * @param stateBytes size of the state that each worker holds
 * @param emittedBytes what all workers sent into the shuffle
 * @param last the last repetition, for what is the same in all or only grows
 */
record AveragingRow(
    String recipe,
    int workers,
    long stateBytes,
    long emittedBytes,
    Spread wallMillis,
    Spread broadcastMillis,
    Spread workersMillis,
    Spread averageMillis,
    Cost last) {

  static AveragingRow of(String recipe, int workers, List<Cost> costs) {
    RoundOutcome outcome = costs.get(0).outcome();
    return new AveragingRow(
        recipe,
        workers,
        outcome.bytesBroadcast(),
        outcome.workers().stream().mapToLong(WorkerReport::bytesEmitted).sum(),
        spread(costs, Cost::wallMillis),
        spread(costs, cost -> cost.outcome().broadcastMillis()),
        spread(costs, cost -> cost.outcome().trainMillis()),
        spread(costs, cost -> cost.outcome().averageMillis()),
        costs.get(costs.size() - 1));
  }

  private static Spread spread(List<Cost> costs, ToDoubleFunction<Cost> figure) {
    return Spread.of(costs.stream().mapToDouble(figure).boxed().toList());
  }

  /** The row as JSON has it. */
  Map<String, Object> json() {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("recipe", recipe);
    row.put("workers", workers);
    row.put("state_bytes", stateBytes);
    row.put("chunks", last.chunks());
    row.put("wall_ms", BenchRow.figure(wallMillis.median()));
    row.put("wall_ms_min", BenchRow.figure(wallMillis.min()));
    row.put("wall_ms_max", BenchRow.figure(wallMillis.max()));
    row.put("broadcast_wall_ms", BenchRow.figure(broadcastMillis.median()));
    row.put("workers_wall_ms", BenchRow.figure(workersMillis.median()));
    row.put("average_wall_ms", BenchRow.figure(averageMillis.median()));
    row.put("bytes_emitted", emittedBytes);
    row.put("driver_bytes", last.driverBytes());
    Map<String, Object> peaks = new LinkedHashMap<>();
    last.peaks().forEach(peak -> peaks.put(peak.executor(), peak.residentBytes()));
    row.put("peak_bytes", peaks);
    return row;
  }

  /** The rows as a table for people. */
  static void print(List<AveragingRow> rows, PrintStream out) {
    AveragingRow first = rows.get(0);
    out.printf(
        "%s, a state of %.1f MB with those of its optimisers; times in ms, sizes in MB%n%n",
        first.recipe, first.stateBytes / 1e6);
    line(
        out,
        "workers",
        "chunks",
        "round",
        "broadcast",
        "send",
        "average",
        "sent",
        "to driver",
        "  peak memory");
    for (AveragingRow row : rows) {
      line(
          out,
          Integer.toString(row.workers),
          Integer.toString(row.last.chunks()),
          "%,.0f".formatted(row.wallMillis.median()),
          "%,.0f".formatted(row.broadcastMillis.median()),
          "%,.0f".formatted(row.workersMillis.median()),
          "%,.0f".formatted(row.averageMillis.median()),
          "%,.0f".formatted(row.emittedBytes / 1e6),
          "%,.1f".formatted(row.last.driverBytes() / 1e6),
          peaks(row.last.peaks()));
    }
  }

  private static String peaks(List<ProcessPeak> peaks) {
    return "  "
        + String.join(
            ", ",
            peaks.stream()
                .map(peak -> "%s %,.0f".formatted(peak.executor(), peak.residentBytes() / 1e6))
                .toList());
  }

  private static void line(PrintStream out, String label, String... cells) {
    StringBuilder line = new StringBuilder("%7s".formatted(label));
    for (String cell : cells) {
      line.append("%11s".formatted(cell));
    }
    out.println(line.toString().stripTrailing());
  }
}
