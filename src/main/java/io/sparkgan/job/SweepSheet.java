package io.sparkgan.job;

import io.sparkgan.config.Sweep;
import io.sparkgan.storage.SweepTable;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The results of a sweep for people: of its many columns those that are looked at first. */
record SweepSheet(List<Sweep.Axis> axes, List<Map<String, Object>> rows) {
  private static final List<String> FIGURES =
      List.of(
          "status",
          "rounds",
          "images",
          "mnist_score",
          "frechet_distance",
          "frechet_distance_floor",
          "precision",
          "recall",
          "best_round",
          "best_frechet_distance",
          "images_per_s");

  /** A line of headings, then a line a row. */
  void print(PrintStream out) {
    Map<String, String> headings = new LinkedHashMap<>();
    axes.forEach(axis -> headings.put(SweepTable.column(axis), axis.label()));
    FIGURES.forEach(figure -> headings.put(figure, figure));
    List<List<String>> lines = new ArrayList<>();
    lines.add(List.copyOf(headings.values()));
    for (Map<String, Object> row : rows) {
      lines.add(headings.keySet().stream().map(column -> text(row, column)).toList());
    }
    lines.forEach(line -> out.println(aligned(line, lines)));
  }

  private static String text(Map<String, Object> row, String column) {
    if (!row.containsKey(column)) {
      return "-";
    }
    Object value = row.get(column);
    if (column.equals("images") || column.equals("images_per_s")) {
      return "%,.0f".formatted(((Number) value).doubleValue());
    }
    return value instanceof Double number && FIGURES.contains(column)
        ? "%.3f".formatted(number)
        : value.toString();
  }

  private static String aligned(List<String> line, List<List<String>> all) {
    StringBuilder aligned = new StringBuilder();
    for (int i = 0; i < line.size(); i++) {
      int column = i;
      int width = all.stream().mapToInt(other -> other.get(column).length()).max().orElse(0);
      aligned.append(" ".repeat(width - line.get(i).length() + (i == 0 ? 0 : 2)));
      aligned.append(line.get(i));
    }
    return aligned.toString();
  }
}
