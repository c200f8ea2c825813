package io.sparkgan.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.util.Map;
import java.util.TreeMap;

/** The keys beginning with {@code spark.}: not settings of ours, only passed on. */
final class SparkKeys {
  private static final String SPARK = "spark";

  private SparkKeys() {}

  static Map<String, String> of(Config all, Problems problems) {
    Map<String, String> found = new TreeMap<>();
    all.root()
        .forEach(
            (key, value) -> {
              if (sparks(key)) {
                collect(key, value, found, problems);
              }
            });
    return found;
  }

  static Config without(Config all) {
    ConfigObject rest = all.root();
    for (String key : all.root().keySet()) {
      if (sparks(key)) {
        rest = rest.withoutKey(key);
      }
    }
    return rest.toConfig();
  }

  /** Also {@code spark.executor.memory} in quotes, which is one key to HOCON. */
  private static boolean sparks(String key) {
    return key.equals(SPARK) || key.startsWith(SPARK + ".");
  }

  private static void collect(
      String path, ConfigValue value, Map<String, String> found, Problems problems) {
    if (value instanceof ConfigObject object) {
      object.forEach((key, inner) -> collect(path + "." + key, inner, found, problems));
    } else if (value instanceof ConfigList || path.equals(SPARK)) {
      problems.saw(path, value.origin());
      problems.add(path, "expected one value for a key of Spark, found something else");
    } else if (value.unwrapped() != null) {
      found.put(path, value.unwrapped().toString());
    }
  }
}
