package io.sparkgan.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a user says about a run, strongest last: the recipe's name, a configuration file, {@code
 * --set} values, command-line options.
 *
 * @param recipe a built-in recipe, one of {@link SettingsReader#recipeNames()}
 * @param conf the text of the user's configuration file
 * @param sets {@code KEY=VALUE} each, a later one beating an earlier
 * @param options value by key path, as {@code training.workers -> 4}
 */
public record SettingsSources(
    String recipe, Optional<ConfText> conf, List<String> sets, Map<String, String> options) {

  /**
   * A HOCON text.
   *
   * @param origin what messages call it; if it is the path of a local file, includes are looked for
   *     beside that file
   */
  public record ConfText(String origin, String text) {}

  public SettingsSources {
    sets = List.copyOf(sets);
    options = Map.copyOf(options);
  }

  /** The default recipe and nothing else. */
  public static SettingsSources defaults() {
    return recipe(Recipes.DEFAULT);
  }

  /** One recipe and nothing else. */
  public static SettingsSources recipe(String name) {
    return new SettingsSources(name, Optional.empty(), List.of(), Map.of());
  }

  /** These sources with a configuration file, see {@link ConfText}. */
  public SettingsSources withConf(String origin, String text) {
    return new SettingsSources(recipe, Optional.of(new ConfText(origin, text)), sets, options);
  }

  /** These sources with other {@code --set} values. */
  public SettingsSources withSets(List<String> others) {
    return new SettingsSources(recipe, conf, others, options);
  }

  /** These sources with other command-line options. */
  public SettingsSources withOptions(Map<String, String> others) {
    return new SettingsSources(recipe, conf, sets, others);
  }
}
