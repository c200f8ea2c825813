package io.sparkgan.job;

import io.sparkgan.evaluation.Evaluation;
import io.sparkgan.storage.EvaluationColumns;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Scores, for a reader or a program. */
final class EvaluationSheet {
  private static final String FLOOR = "_floor";

  private final List<Map<String, Object>> rows = new ArrayList<>();

  /**
   * Adds a row a protocol.
   *
   * @param first columns before those of the evaluations
   */
  void add(Map<String, Object> first, List<Evaluation> evaluations) {
    for (Evaluation evaluation : evaluations) {
      Map<String, Object> row = new LinkedHashMap<>(first);
      row.putAll(EvaluationColumns.of(evaluation));
      rows.add(row);
    }
  }

  /** An array of objects, a row each. */
  void printJson(PrintStream out) {
    out.println(JsonRows.of(rows));
  }

  /** A block of lines a row: scores of the images beside those of real ones. */
  void print(PrintStream out) {
    for (Map<String, Object> row : rows) {
      out.printf("%-26s %12s %12s%n", row.get("protocol"), "images", "floor");
      row.forEach(
          (name, value) -> {
            if (!name.equals("protocol") && !name.endsWith(FLOOR)) {
              line(out, name, value, row);
            }
          });
      out.println();
    }
  }

  private static void line(PrintStream out, String name, Object value, Map<String, Object> row) {
    String floor = row.containsKey(name + FLOOR) ? text(row.get(name + FLOOR)) : "";
    out.println("  %-24s %12s %12s".formatted(name, text(value), floor).stripTrailing());
  }

  private static String text(Object value) {
    if (value instanceof List<?> values) {
      return values.stream().map(EvaluationSheet::text).collect(Collectors.joining(" "));
    }
    return value instanceof Double number ? "%.4f".formatted(number) : value.toString();
  }
}
