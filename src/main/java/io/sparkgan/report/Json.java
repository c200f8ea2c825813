package io.sparkgan.report;

import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValueFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Values as JSON for an element of a page, which no text among them can end. */
final class Json {
  private Json() {}

  /** JSON of maps, lists, texts and numbers; what is not a number is null. */
  static String of(Map<String, Object> values) {
    return ConfigValueFactory.fromAnyRef(finite(values))
        .render(ConfigRenderOptions.concise())
        .replace("<", "\\u003c");
  }

  private static Object finite(Object value) {
    if (value instanceof Map<?, ?> map) {
      Map<String, Object> all = new LinkedHashMap<>();
      map.forEach((key, each) -> all.put(String.valueOf(key), finite(each)));
      return all;
    }
    if (value instanceof List<?> list) {
      List<Object> all = new ArrayList<>(list.size());
      list.forEach(each -> all.add(finite(each)));
      return all;
    }
    return value instanceof Double number && !Double.isFinite(number) ? null : value;
  }
}
