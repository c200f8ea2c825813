package io.sparkgan.config;

import java.util.Map;

/**
 * A configuration that has been read and found right.
 *
 * @param settings the keys that are ours
 * @param spark the keys beginning with {@code spark.}, for Spark; their values may be secrets
 * @param json the keys that are ours as plain JSON, for {@link SettingsReader#fromJson}
 */
public record Configuration(Settings settings, Map<String, String> spark, String json) {
  public Configuration {
    spark = Map.copyOf(spark);
  }

  /**
   * This configuration with some keys changed, as by command-line options.
   *
   * @param options value by key path, as {@code training.rounds -> 40}
   * @throws UserInputException listing every problem
   */
  public Configuration with(Map<String, String> options) {
    Configuration changed = SettingsReader.fromJson(json, "configuration", options);
    return new Configuration(changed.settings(), spark, changed.json());
  }

  /** This configuration with what its networks are computed with. */
  public Configuration with(Compute compute) {
    return with(
        Map.of(
            "compute.backend", Constant.text(compute.backend()),
            "compute.precision", Constant.text(compute.precision())));
  }

  /** The JSON; Spark's values stay out of logs. */
  @Override
  public String toString() {
    return json;
  }
}
