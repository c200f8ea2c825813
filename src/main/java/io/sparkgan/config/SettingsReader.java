package io.sparkgan.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValueFactory;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * From layered HOCON to {@link Settings}. Options beat {@code --set} beats the user's file beats
 * the recipe's file beats {@code conf/defaults.conf}; objects merge key by key, lists replace each
 * other.
 *
 * <p>Every problem is found before the first is reported. Nothing is read from environment
 * variables, system properties or URLs.
 */
public final class SettingsReader {
  private SettingsReader() {}

  /** The names of the built-in recipes, the default first. */
  public static List<String> recipeNames() {
    return Recipes.NAMES;
  }

  /**
   * Reads and checks the whole configuration.
   *
   * <p>Keys beginning with {@code spark.} are handed through. Where Spark has both a key and keys
   * below it ({@code spark.speculation}), a file must quote them: {@code "spark.speculation" =
   * true}.
   *
   * @throws UserInputException listing every problem
   */
  public static Configuration read(SettingsSources sources) {
    Problems problems = new Problems();
    // Whether quirks count may be said in a layer above the one that has them.
    boolean faithful = layers(sources, new SettingsLayers(new Problems(), false)).faithful();
    SettingsLayers layers = layers(sources, new SettingsLayers(problems, faithful));
    return check(layers, problems, settings -> SettingsKeys.checkNew(settings, problems));
  }

  /**
   * Reads and checks the configuration of a sweep's cell.
   *
   * @param above layers over the recipe, the strongest last
   * @param length what follows from all the others for the length of the run; the strongest
   * @throws UserInputException listing every problem
   */
  static Configuration read(String recipe, List<Config> above, Function<Settings, Config> length) {
    Problems problems = new Problems();
    boolean faithful = layers(recipe, above, new SettingsLayers(new Problems(), false)).faithful();
    SettingsLayers layers = layers(recipe, above, new SettingsLayers(problems, faithful));
    Settings known = check(layers, problems, settings -> {}).settings();
    layers.add(List.of(length.apply(known)));
    return check(layers, problems, settings -> SettingsKeys.checkNew(settings, problems));
  }

  private static SettingsLayers layers(String recipe, List<Config> above, SettingsLayers layers) {
    layers.addHocon(Recipes.defaults());
    addRecipe(recipe, layers);
    layers.problems().throwIfAny();
    layers.add(above);
    return layers;
  }

  /**
   * What {@code recipe.faithful = true} changes in a built-in recipe: what its source's code does
   * and its source's description does not say.
   *
   * @param recipe one of {@link #recipeNames()}
   * @return value by key
   */
  public static Map<String, String> quirks(String recipe) {
    Map<String, String> quirks = new TreeMap<>();
    ConfigFactory.parseString(Recipes.recipe(recipe).text())
        .withOnlyPath(SettingsLayers.QUIRKS)
        .entrySet()
        .forEach(
            entry ->
                quirks.put(
                    entry.getKey().substring(SettingsLayers.QUIRKS.length() + 1),
                    entry.getValue().unwrapped().toString()));
    return quirks;
  }

  private static SettingsLayers layers(SettingsSources sources, SettingsLayers layers) {
    layers.addHocon(Recipes.defaults());
    addRecipe(sources.recipe(), layers);
    sources.conf().ifPresent(layers::addHocon);
    layers.problems().throwIfAny(); // What a lost file would have said can only be guessed.
    layers.addSets(sources.sets());
    layers.addOptions(sources.options());
    return layers;
  }

  /**
   * Reads {@link Configuration#json()} back, which has no keys of Spark's, and must not: they could
   * name code. Keys that are newer than the JSON have their defaults.
   *
   * @param json JSON only: comments, includes and substitutions are refused
   * @param origin what messages call it
   * @throws UserInputException listing every problem
   */
  public static Configuration fromJson(String json, String origin) {
    return fromJson(json, origin, Map.of());
  }

  static Configuration fromJson(String json, String origin, Map<String, String> options) {
    Problems problems = new Problems();
    SettingsLayers layers = new SettingsLayers(problems, false);
    layers.addHocon(Recipes.defaults());
    layers.addJson(new SettingsSources.ConfText(origin, json));
    problems.throwIfAny();
    layers.addOptions(options);
    Configuration read = check(layers, problems, settings -> {});
    if (!read.spark().isEmpty()) {
      throw new UserInputException(
          "%s: expected no keys of Spark's, found %s; take them out"
              .formatted(origin, new TreeSet<>(read.spark().keySet())));
    }
    return read;
  }

  private static void addRecipe(String name, SettingsLayers layers) {
    if (Recipes.NAMES.contains(name)) {
      layers.addHocon(Recipes.recipe(name));
    } else {
      layers.problems().add("recipe name", Choice.of(Recipes.NAMES).refusal(name));
    }
  }

  private static Configuration check(
      SettingsLayers layers, Problems problems, Consumer<Settings> further) {
    Config all = layers.resolved();
    Map<String, String> spark = new TreeMap<>(SparkKeys.of(all, problems));
    spark.putAll(layers.sparkOptions());
    Config ours = SparkKeys.without(all);
    Settings settings = SettingsKeys.read(ours.root(), problems);
    further.accept(settings);
    problems.throwIfAny();
    return new Configuration(settings, spark, json(ours));
  }

  /** Numbers are written anew, as HOCON's are not always JSON's: 007. */
  private static String json(Config config) {
    Map<String, Object> values = config.root().unwrapped();
    return ConfigValueFactory.fromMap(values)
        .render(ConfigRenderOptions.concise().setFormatted(true));
  }
}
