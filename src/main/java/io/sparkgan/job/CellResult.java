package io.sparkgan.job;

import io.sparkgan.config.Settings;
import io.sparkgan.config.Sweep;
import io.sparkgan.storage.EvaluationColumns;
import io.sparkgan.storage.SweepTable;
import io.sparkgan.training.ScoreHistory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a run of a sweep came to.
 *
 * @param rounds rows of the run's table {@code rounds}, in order
 * @param evaluations rows of its table {@code evaluations}, in order of their rounds
 */
record CellResult(
    Settings settings, List<Map<String, Object>> rounds, List<Map<String, Object>> evaluations) {
  /** The drift of a single round says little. */
  private static final int LAST_ROUNDS = 10;

  private static final List<String> DRIFTS =
      List.of("generator_relative_drift", "discriminator_relative_drift");

  /** The row of the results, by column. */
  Map<String, Object> row(List<Sweep.Axis> axes, Sweep.Cell cell, CellStatus status) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("run", cell.name());
    row.put("status", status.text());
    for (int i = 0; i < axes.size(); i++) {
      row.put(SweepTable.column(axes.get(i)), cell.values().get(i));
    }
    row.put("planned_rounds", settings.training().rounds());
    row.put("rounds", last(rounds, "round").intValue());
    row.put("steps", last(rounds, "steps").longValue());
    long images = sum("images");
    long wallMillis = sum("wall_ms");
    row.put("images", images);
    row.put("wall_ms", wallMillis);
    row.put("images_per_s", images * 1000.0 / Math.max(1, wallMillis));
    putDrifts(row);
    putScores(row);
    return row;
  }

  private static Number last(List<Map<String, Object>> rows, String column) {
    return rows.isEmpty() ? 0 : (Number) rows.get(rows.size() - 1).get(column);
  }

  private long sum(String column) {
    return rounds.stream().mapToLong(round -> ((Number) round.get(column)).longValue()).sum();
  }

  /** Runs of an older version have rounds without. */
  private void putDrifts(Map<String, Object> row) {
    List<Map<String, Object>> last =
        rounds.subList(Math.max(0, rounds.size() - LAST_ROUNDS), rounds.size());
    for (String drift : DRIFTS) {
      last.stream()
          .filter(round -> round.containsKey(drift))
          .mapToDouble(round -> (Double) round.get(drift))
          .average()
          .ifPresent(mean -> row.put(drift, mean));
    }
  }

  private void putScores(Map<String, Object> row) {
    String protocol = settings.evaluation().protocols().get(0).text();
    String score = EvaluationColumns.of(settings.evaluation().best());
    SortedMap<Integer, Map<String, Object>> byRound = new TreeMap<>();
    SortedMap<Integer, Double> values = new TreeMap<>();
    for (Map<String, Object> evaluation : evaluations) {
      if (evaluation.get("protocol").equals(protocol)) {
        int round = (Integer) evaluation.get("round");
        byRound.put(round, evaluation);
        values.put(round, (Double) evaluation.get(score));
      }
    }
    if (byRound.isEmpty()) {
      return;
    }
    put(row, byRound.get(byRound.lastKey()));
    OptionalInt best = new ScoreHistory(settings.evaluation().best(), values).best();
    best.ifPresent(round -> putBest(row, round, byRound.get(round)));
  }

  private static void put(Map<String, Object> row, Map<String, Object> evaluation) {
    evaluation.forEach(
        (column, value) -> {
          if (SweepTable.keepsLast(column)) {
            row.put(column, value);
          }
        });
  }

  private static void putBest(Map<String, Object> row, int round, Map<String, Object> evaluation) {
    row.put("best_round", round);
    evaluation.forEach(
        (column, value) -> {
          if (SweepTable.keepsBest(column)) {
            row.put("best_" + column, value);
          }
        });
  }
}
