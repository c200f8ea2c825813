package io.sparkgan.job;

import io.sparkgan.config.UserInputException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** Spark's own keys, for jobs whose other settings come from a run. */
final class SparkKeyOptions {
  @Option(
      names = "--set",
      paramLabel = "spark.KEY=VALUE",
      description = "a key of Spark's; repeatable")
  private List<String> sets = new ArrayList<>();

  Map<String, String> keys() {
    Map<String, String> keys = new HashMap<>();
    for (String set : sets) {
      int equals = set.indexOf('=');
      if (!set.startsWith("spark.") || equals < 0) {
        // The value may be a secret, and only its key be written wrongly.
        throw new UserInputException(
            "--set: expected spark.KEY=VALUE, found '%s'; other settings are the run's own"
                .formatted(equals < 0 ? set : set.substring(0, equals) + "=..."));
      }
      keys.put(set.substring(0, equals), set.substring(equals + 1));
    }
    return keys;
  }
}
