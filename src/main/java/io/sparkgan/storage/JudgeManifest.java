package io.sparkgan.storage;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import io.sparkgan.config.ConfParser;
import io.sparkgan.config.JudgeConfiguration;
import io.sparkgan.config.JudgeReader;
import io.sparkgan.config.UserInputException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What {@code judge.json} says: what the judge is, how it was made and how good it is.
 *
 * @param configuration its description
 * @param command that trained it
 * @param versions of sparkgan, Java, Spark and oneDNN, and the type of processor
 * @param data fingerprint of the images that it was trained on
 * @param images how many those were
 * @param trainingMillis time that training took
 * @param accuracy the share of test images that it takes for what they are
 * @param confusion for each class, how many of its test images it takes for each class
 */
public record JudgeManifest(
    JudgeConfiguration configuration,
    String command,
    Map<String, String> versions,
    String data,
    long images,
    long trainingMillis,
    double accuracy,
    List<List<Integer>> confusion) {
  public JudgeManifest {
    versions = Map.copyOf(versions);
    confusion = confusion.stream().map(List::copyOf).toList();
  }

  /** The text of {@code judge.json}. */
  public String json() {
    Config config =
        with(parse(configuration.json(), "judge"), "command", command)
            .withValue("versions", ConfigValueFactory.fromMap(new TreeMap<>(versions)));
    config = with(config, "data.fingerprint", data);
    config = with(config, "data.images", images);
    config = with(config, "training_ms", trainingMillis);
    config = with(config, "test.accuracy", accuracy);
    config = with(config, "test.confusion", confusion);
    return config.root().render(ConfigRenderOptions.concise().setFormatted(true)) + "\n";
  }

  /**
   * Reads the text of {@code judge.json}, which is JSON and nothing more.
   *
   * @param origin names the file in errors
   * @throws UserInputException if it is not what {@link #json} writes
   */
  public static JudgeManifest of(String json, String origin) {
    Config config = parse(json, origin);
    try {
      String judge = config.withOnlyPath("judge").root().render(ConfigRenderOptions.concise());
      return new JudgeManifest(
          JudgeReader.fromJson(judge, origin),
          config.getString("command"),
          versions(config),
          config.getString("data.fingerprint"),
          config.getLong("data.images"),
          config.getLong("training_ms"),
          config.getDouble("test.accuracy"),
          config.getList("test.confusion").stream().map(JudgeManifest::counts).toList());
    } catch (ConfigException | ClassCastException e) {
      throw new UserInputException(
          "%s is not the description of a judge: %s".formatted(origin, e.getMessage()));
    }
  }

  private static List<Integer> counts(ConfigValue row) {
    return ((List<?>) row.unwrapped()).stream().map(Integer.class::cast).toList();
  }

  private static Map<String, String> versions(Config config) {
    Map<String, String> versions = new TreeMap<>();
    config
        .getObject("versions")
        .forEach((name, version) -> versions.put(name, String.valueOf(version.unwrapped())));
    return versions;
  }

  private static Config with(Config config, String key, Object value) {
    return config.withValue(key, ConfigValueFactory.fromAnyRef(value));
  }

  private static Config parse(String json, String origin) {
    try {
      return ConfParser.json(json, origin);
    } catch (ConfigException e) {
      throw new UserInputException(
          "%s cannot be read as JSON: %s".formatted(origin, e.getMessage()));
    }
  }
}
