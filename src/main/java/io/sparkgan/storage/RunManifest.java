package io.sparkgan.storage;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValueFactory;
import io.sparkgan.config.ConfParser;
import io.sparkgan.config.Configuration;
import io.sparkgan.config.SettingsReader;
import io.sparkgan.config.UserInputException;
import java.util.Map;
import java.util.Optional;

/**
 * What {@code run.json} says: which run this is, what it was made with, and its effective
 * configuration. It holds no key of Spark's, for those may be secrets.
 *
 * @param created when the run began, ISO 8601 in UTC
 * @param versions of sparkgan, Java, Spark and oneDNN, and the type of processor
 * @param data fingerprint of the images
 * @param images number of images to train on, held-out ones not among them
 * @param initFrom the checkpoint whose weights the run began with
 * @param configuration the effective configuration as JSON
 */
public record RunManifest(
    String run,
    String created,
    Map<String, String> versions,
    String data,
    long images,
    Optional<String> initFrom,
    String configuration) {

  /** The text of {@code run.json}. */
  public String json() {
    Config config =
        ConfigFactory.empty()
            .withValue("run", ConfigValueFactory.fromAnyRef(run))
            .withValue("created", ConfigValueFactory.fromAnyRef(created))
            .withValue("versions", ConfigValueFactory.fromMap(versions))
            .withValue("data.fingerprint", ConfigValueFactory.fromAnyRef(data))
            .withValue("data.images", ConfigValueFactory.fromAnyRef(images))
            .withValue("initFrom", ConfigValueFactory.fromAnyRef(initFrom.orElse("")))
            .withValue("configuration", parse(configuration, "configuration").root());
    return config.root().render(ConfigRenderOptions.concise().setFormatted(true)) + "\n";
  }

  /**
   * Reads the text of {@code run.json}, which is JSON and nothing more: no includes, no
   * substitutions.
   *
   * @param origin names the file in errors
   * @throws UserInputException if it is not what {@link #json} writes
   */
  public static RunManifest of(String json, String origin) {
    Config config = parse(json, origin);
    try {
      return new RunManifest(
          config.getString("run"),
          config.getString("created"),
          Map.copyOf(versions(config)),
          config.getString("data.fingerprint"),
          config.getLong("data.images"),
          Optional.of(config.getString("initFrom")).filter(uri -> !uri.isEmpty()),
          config.getConfig("configuration").root().render(ConfigRenderOptions.concise()));
    } catch (ConfigException e) {
      throw new UserInputException(
          "%s is not the description of a run: %s".formatted(origin, e.getMessage()));
    }
  }

  /**
   * The effective configuration, read.
   *
   * @param origin names the file in errors
   * @throws UserInputException if this version cannot read it
   */
  public Configuration recorded(String origin) {
    return SettingsReader.fromJson(configuration, origin).recorded();
  }

  /** The same run with another effective configuration, as JSON. */
  public RunManifest withConfiguration(String changed) {
    return new RunManifest(run, created, versions, data, images, initFrom, changed);
  }

  private static Map<String, String> versions(Config config) {
    Map<String, String> versions = new java.util.TreeMap<>();
    config
        .getObject("versions")
        .forEach((name, version) -> versions.put(name, String.valueOf(version.unwrapped())));
    return versions;
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
