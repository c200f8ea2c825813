package io.sparkgan.config;

import com.typesafe.config.ConfigValue;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

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

  /**
   * The configuration of a run that has begun. Where nobody settled on what to compute with, it is
   * of a time when there was no choice; where nobody settled on a judge, the run has none.
   */
  public Configuration recorded() {
    Configuration judged =
        settings.evaluation().judge().equals(Settings.Evaluation.AUTO)
            ? with(Map.of("evaluation.judge", Settings.Evaluation.NONE))
            : this;
    return settings.compute().settled() ? judged : judged.with(Compute.PORTABLE);
  }

  /**
   * Keys that another configuration has other values for, sorted. Spark's are not compared.
   *
   * @return none if both train the same
   */
  public List<String> differences(Configuration other) {
    Map<String, ConfigValue> ours = values(json);
    Map<String, ConfigValue> theirs = values(other.json);
    Set<String> keys = new TreeSet<>(ours.keySet());
    keys.addAll(theirs.keySet());
    return keys.stream().filter(key -> !Objects.equals(ours.get(key), theirs.get(key))).toList();
  }

  private static Map<String, ConfigValue> values(String json) {
    return ConfParser.json(json, "configuration").entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  /** The JSON; Spark's values stay out of logs. */
  @Override
  public String toString() {
    return json;
  }
}
