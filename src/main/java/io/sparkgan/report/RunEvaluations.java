package io.sparkgan.report;

import com.typesafe.config.Config;
import io.sparkgan.config.Score;
import io.sparkgan.storage.EvaluationColumns;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The rows of the table {@code evaluations} that a page shows, by protocol.
 *
 * @param rows in the order of rounds
 */
record RunEvaluations(List<Map<String, Object>> rows) {

  /** Scores of which the table has a floor. */
  private static final List<String> SCORES =
      List.of(
          "mnist_score",
          "frechet_distance",
          "kernel_distance",
          "precision",
          "recall",
          "digit_histogram_distance",
          "missing_digits",
          "mean_confidence",
          "memorisation");

  private static final String FLOOR = "_floor";

  /** Curves by protocol: each score, and beside it its floor. */
  Map<String, Object> curves() {
    List<String> columns = new ArrayList<>(List.of("round"));
    SCORES.forEach(score -> columns.addAll(List.of(score, score + FLOOR)));
    columns.addAll(List.of("as_asked", "wall_ms"));
    Map<String, List<Map<String, Object>>> byProtocol = new LinkedHashMap<>();
    rows.forEach(
        row ->
            byProtocol
                .computeIfAbsent(String.valueOf(row.get("protocol")), unused -> new ArrayList<>())
                .add(row));
    Map<String, Object> curves = new LinkedHashMap<>();
    byProtocol.forEach(
        (protocol, those) ->
            curves.put(protocol, Curves.of(Evenly.chosen(those, Curves.MOST_POINTS), columns)));
    return curves;
  }

  /**
   * The best round, as the configuration says what is best.
   *
   * @return none if no round was evaluated, or not by the first of the protocols
   */
  Optional<Map<String, Object>> best(Config configuration) {
    if (!configuration.hasPath("evaluation.best")
        || !configuration.hasPath("evaluation.protocols")) {
      return Optional.empty();
    }
    String protocol =
        configuration.getStringList("evaluation.protocols").stream().findFirst().orElse("");
    Score score =
        Score.valueOf(
            configuration.getString("evaluation.best").toUpperCase(Locale.ROOT).replace('-', '_'));
    String column = EvaluationColumns.of(score);
    return rows.stream()
        .filter(row -> protocol.equals(row.get("protocol")))
        .reduce((best, row) -> score.isBetter(value(row, column), value(best, column)) ? row : best)
        .map(row -> Map.of("round", Curves.round(row), "protocol", protocol, "score", column));
  }

  private static double value(Map<String, Object> row, String column) {
    return row.get(column) instanceof Double value ? value : Double.NaN;
  }
}
