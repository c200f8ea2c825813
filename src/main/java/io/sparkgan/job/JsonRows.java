package io.sparkgan.job;

import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Rows of a table as JSON. */
final class JsonRows {
  private JsonRows() {}

  /** An array of objects, a row each, in which what is not a number is null. */
  static String of(List<Map<String, Object>> rows) {
    List<ConfigValue> objects =
        rows.stream()
            .map(
                row -> {
                  Map<String, Object> finite = new LinkedHashMap<>();
                  row.forEach((name, value) -> finite.put(name, finite(value)));
                  return (ConfigValue) ConfigValueFactory.fromMap(finite);
                })
            .toList();
    return ConfigValueFactory.fromIterable(objects)
        .render(ConfigRenderOptions.concise().setFormatted(true));
  }

  private static Object finite(Object value) {
    if (value instanceof List<?> values) {
      return ConfigValueFactory.fromIterable(values.stream().map(JsonRows::finite).toList());
    }
    boolean none = value instanceof Double number && !Double.isFinite(number);
    return ConfigValueFactory.fromAnyRef(none ? null : value);
  }
}
