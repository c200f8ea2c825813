package io.sparkgan.config;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/**
 * A setting with the values that it takes in turn.
 *
 * @param values numbers, texts or flags, each once
 */
record GridAxis(List<String> path, List<ConfigValue> values) {

  /**
   * The axes that a section's lists are, in the order of their lines.
   *
   * @param section a key in it stands for a setting
   */
  static List<GridAxis> in(ConfigObject section, Problems problems) {
    List<GridAxis> axes = new ArrayList<>();
    collect(List.of(), section, axes, problems);
    // HOCON's sections keep no order of their own.
    axes.sort(Comparator.comparingInt(GridAxis::line).thenComparing(GridAxis::key));
    return axes;
  }

  private static void collect(
      List<String> path, ConfigObject section, List<GridAxis> axes, Problems problems) {
    for (Map.Entry<String, ConfigValue> entry : section.entrySet()) {
      List<String> inner = new ArrayList<>(path);
      inner.add(entry.getKey());
      if (entry.getValue() instanceof ConfigObject nested) {
        collect(inner, nested, axes, problems);
      } else if (entry.getValue() instanceof ConfigList list && isAxis(list)) {
        axes.add(new GridAxis(List.copyOf(inner), List.copyOf(list)));
      } else {
        String key = SweepReader.GRID + "." + ConfigUtil.joinPath(inner);
        problems.saw(key, entry.getValue().origin());
        problems.add(key, "expected a list of numbers, texts or flags, each once, in [ ]");
      }
    }
  }

  private static boolean isAxis(ConfigList list) {
    List<ConfigValue> values = List.copyOf(list);
    return !values.isEmpty()
        && values.stream().allMatch(value -> isScalar(value.unwrapped()))
        && new HashSet<>(values).size() == values.size();
  }

  private static boolean isScalar(Object value) {
    return value instanceof Number || value instanceof String || value instanceof Boolean;
  }

  /** The setting. */
  String key() {
    return ConfigUtil.joinPath(path);
  }

  private int line() {
    return values.get(0).origin().lineNumber();
  }

  Sweep.Type type() {
    if (values.stream().allMatch(value -> isWhole(value.unwrapped()))) {
      return Sweep.Type.LONG;
    }
    return values.stream().allMatch(value -> value.unwrapped() instanceof Number)
        ? Sweep.Type.DOUBLE
        : Sweep.Type.TEXT;
  }

  private static boolean isWhole(Object value) {
    return value instanceof Integer || value instanceof Long;
  }

  /** One of the values as a table has it. */
  Object typed(ConfigValue value) {
    return switch (type()) {
      case LONG -> ((Number) value.unwrapped()).longValue();
      case DOUBLE -> ((Number) value.unwrapped()).doubleValue();
      case TEXT -> value.unwrapped().toString();
    };
  }

  /** One of the values as a name has it. */
  String text(ConfigValue value) {
    return typed(value) instanceof Double number && Math.abs(Math.log10(Math.abs(number))) < 9
        ? new BigDecimal(number.toString()).stripTrailingZeros().toPlainString()
        : typed(value).toString();
  }

  /** The last words of the key that no other axis ends with. */
  String label(List<GridAxis> all) {
    for (int from = path.size() - 1; from > 0; from--) {
      List<String> end = path.subList(from, path.size());
      if (all.stream().filter(axis -> axis.endsWith(end)).count() == 1) {
        return String.join(".", end);
      }
    }
    return String.join(".", path);
  }

  private boolean endsWith(List<String> end) {
    return path.size() >= end.size()
        && path.subList(path.size() - end.size(), path.size()).equals(end);
  }
}
