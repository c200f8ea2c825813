package io.sparkgan.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigOriginFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigSyntax;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Sources of keys laid over each other, each beating those added before it. A source that cannot be
 * parsed is a problem and adds nothing.
 */
final class SettingsLayers {
  /** Sections whose {@code type} decides which other keys they have. */
  private static final List<String> VARIANTS =
      List.of(
          "averaging.interval",
          "recipe.generator.weights",
          "recipe.discriminator.weights",
          "recipe.generator.biases",
          "recipe.discriminator.biases",
          "recipe.generator.optimiser.schedule",
          "recipe.discriminator.optimiser.schedule",
          "recipe.generator.optimiser",
          "recipe.discriminator.optimiser");

  /** Keys that a file lays over its own if the run is to be faithful. */
  static final String QUIRKS = "quirks";

  private static final String FAITHFUL = "recipe.faithful";

  private final Problems problems;
  private final boolean withQuirks;
  private final Map<String, String> sparkOptions = new TreeMap<>();
  private Config keys = ConfigFactory.empty();

  SettingsLayers(Problems problems, boolean withQuirks) {
    this.problems = problems;
    this.withQuirks = withQuirks;
  }

  Problems problems() {
    return problems;
  }

  /** Whether the strongest layer that says so wants a recipe's quirks. */
  boolean faithful() {
    Config all = resolved();
    return all.hasPath(FAITHFUL) && "true".equals(all.getValue(FAITHFUL).unwrapped().toString());
  }

  void addHocon(SettingsSources.ConfText source) {
    addText(source, ConfigSyntax.CONF);
  }

  void addJson(SettingsSources.ConfText source) {
    addText(source, ConfigSyntax.JSON);
  }

  /**
   * {@code KEY=VALUE} each, a later one beating an earlier. They are one layer: the keys of another
   * optimiser may come before its type.
   */
  void addSets(List<String> assignments) {
    Config layer = ConfigFactory.empty();
    for (String assignment : assignments) {
      layer = decided(set(assignment)).withFallback(layer);
    }
    lay(layer);
  }

  /** One layer: of these none is stronger than another. */
  void addOptions(Map<String, String> options) {
    Config layer = ConfigFactory.empty();
    for (Map.Entry<String, String> option : new TreeMap<>(options).entrySet()) {
      layer = layer.withFallback(option(option.getKey(), option.getValue(), "command line"));
    }
    lay(layer);
  }

  /** Spark's keys among {@code --set} and options: plain text, whatever HOCON would make of it. */
  Map<String, String> sparkOptions() {
    return sparkOptions;
  }

  /** All layers as one, substitutions replaced. */
  Config resolved() {
    try {
      return ConfParser.resolve(keys);
    } catch (ConfigException e) {
      throw new UserInputException(
          "Cannot replace a substitution (environment variables are not read): " + e.getMessage());
    }
  }

  private void addText(SettingsSources.ConfText source, ConfigSyntax syntax) {
    ConfigParseOptions options =
        ConfigParseOptions.defaults()
            .setSyntax(syntax)
            .setOriginDescription(source.origin())
            .setIncluder(LocalIncludes.beside(source.origin()));
    try {
      Config file = ConfParser.parse(source.text(), options);
      lay(file.withoutPath(QUIRKS));
      if (withQuirks && file.hasPath(QUIRKS)) {
        lay(file.getConfig(QUIRKS));
      }
    } catch (ConfigException e) {
      String language = syntax == ConfigSyntax.JSON ? "JSON" : "HOCON";
      problems.add(source.origin(), "cannot be read as %s: %s".formatted(language, e.getMessage()));
    }
  }

  private Config set(String assignment) {
    int equals = assignment.indexOf('=');
    if (equals < 1) {
      problems.add("--set", "expected KEY=VALUE, found " + assignment);
      return ConfigFactory.empty();
    }
    String key = assignment.substring(0, equals).strip();
    return option(key, assignment.substring(equals + 1).strip(), "--set");
  }

  private Config option(String key, String value, String origin) {
    if (key.startsWith("spark.")) {
      sparkOptions.put(key, value);
      return ConfigFactory.empty();
    }
    try {
      return at(ConfigUtil.splitPath(key), value(value, origin), origin);
    } catch (ConfigException e) {
      problems.add(origin, "expected a key such as training.rounds, found " + key);
      return ConfigFactory.empty();
    }
  }

  private static Config at(List<String> path, ConfigValue value, String origin) {
    ConfigValue inner = value.withOrigin(ConfigOriginFactory.newSimple(origin));
    for (int i = path.size() - 1; i > 0; i--) {
      inner = ConfigValueFactory.fromMap(Map.of(path.get(i), inner), origin);
    }
    return ConfigValueFactory.fromMap(Map.of(path.get(0), inner), origin).toConfig();
  }

  /** A HOCON value, or the text itself where it is none. */
  private static ConfigValue value(String text, String origin) {
    boolean quotedOrNested = text.startsWith("\"") || text.startsWith("[") || text.startsWith("{");
    boolean comment = text.contains("//") || text.contains("#"); // As in hdfs://host/folder.
    ConfigValue plain = ConfigValueFactory.fromAnyRef(text);
    return comment && !quotedOrNested ? plain : hocon(text, origin).orElse(plain);
  }

  private static Optional<ConfigValue> hocon(String text, String origin) {
    ConfigParseOptions options =
        ConfigParseOptions.defaults()
            .setOriginDescription(origin)
            .setIncluder(LocalIncludes.beside(origin));
    try {
      Map<String, ConfigValue> parsed = ConfParser.parse("value = " + text, options).root();
      boolean alone = parsed.keySet().equals(Set.of("value"));
      return alone ? Optional.of(parsed.get("value")) : Optional.empty();
    } catch (ConfigException e) {
      return Optional.empty();
    }
  }

  /** Adds keys that are parsed already. */
  void add(List<Config> layers) {
    layers.forEach(this::lay);
  }

  /** The keys of another variant would make no sense below a stronger layer. */
  private void lay(Config layer) {
    Config below = keys;
    for (String section : VARIANTS) {
      String type = section + ".type";
      if (says(layer, type) && says(below, type) && !sameValue(layer, below, type)) {
        below = below.withoutPath(section);
      }
    }
    keys = decided(layer).withFallback(below);
  }

  /** Rounds beat weaker epochs, as both say how long to train. */
  private static Config decided(Config layer) {
    return says(layer, "training.rounds") && !layer.hasPathOrNull("training.epochs")
        ? layer.withValue("training.epochs", ConfigValueFactory.fromAnyRef(null))
        : layer;
  }

  private static boolean sameValue(Config one, Config other, String path) {
    return one.getValue(path).unwrapped().equals(other.getValue(path).unwrapped());
  }

  private static boolean says(Config layer, String path) {
    try {
      return layer.hasPath(path);
    } catch (ConfigException.NotResolved e) {
      return false; // A section that is a substitution merges key by key.
    }
  }
}
