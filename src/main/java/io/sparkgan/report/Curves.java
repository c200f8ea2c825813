package io.sparkgan.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Rows of a table as a page's charts take them: a list of values for each column. */
final class Curves {
  /** More points than a chart has pixels; a page of them stays small. */
  static final int MOST_POINTS = 2_000;

  private Curves() {}

  /**
   * The columns of some rows.
   *
   * @param columns of numbers; where a row has none of that name, the value is null
   */
  static Map<String, Object> of(List<Map<String, Object>> rows, List<String> columns) {
    Map<String, Object> curves = new LinkedHashMap<>();
    for (String column : columns) {
      List<Object> values = new ArrayList<>(rows.size());
      rows.forEach(row -> values.add(row.get(column)));
      curves.put(column, values);
    }
    return curves;
  }

  /** Rows with the columns of other rows of the same rounds. */
  static List<Map<String, Object>> joined(
      List<Map<String, Object>> rows, List<Map<String, Object>> others) {
    Map<Object, Map<String, Object>> byRound =
        others.stream()
            .collect(Collectors.toMap(row -> row.get("round"), Function.identity(), (a, b) -> b));
    return rows.stream()
        .map(
            row -> {
              Map<String, Object> all = new LinkedHashMap<>(row);
              byRound.getOrDefault(row.get("round"), Map.of()).forEach(all::putIfAbsent);
              return all;
            })
        .toList();
  }

  static int round(Map<String, Object> row) {
    return row.get("round") instanceof Integer round ? round : -1;
  }
}
