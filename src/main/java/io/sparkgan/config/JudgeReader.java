package io.sparkgan.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigRenderOptions;
import io.sparkgan.config.SettingsSources.ConfText;
import java.util.Map;
import java.util.Optional;

/** From HOCON to {@link JudgeSpec}; as strict as {@link SettingsReader}. */
public final class JudgeReader {
  private JudgeReader() {}

  /**
   * Reads a whole description.
   *
   * @param conf the user's; without one, the built-in {@code conf/judges/mnist.conf}
   * @param options value by key path, as {@code judge.epochs -> 3}; they beat the description
   * @throws UserInputException listing every problem
   */
  public static JudgeConfiguration read(Optional<ConfText> conf, Map<String, String> options) {
    Problems problems = new Problems();
    SettingsLayers layers = new SettingsLayers(problems, false);
    layers.addHocon(conf.orElseGet(Recipes::judge));
    problems.throwIfAny();
    layers.addOptions(options);
    return check(layers, problems);
  }

  /**
   * Reads {@link JudgeConfiguration#json()} back.
   *
   * @param json JSON only: comments, includes and substitutions are refused
   * @param origin what messages call it
   * @throws UserInputException listing every problem
   */
  public static JudgeConfiguration fromJson(String json, String origin) {
    Problems problems = new Problems();
    SettingsLayers layers = new SettingsLayers(problems, false);
    layers.addJson(new ConfText(origin, json));
    problems.throwIfAny();
    return check(layers, problems);
  }

  private static JudgeConfiguration check(SettingsLayers layers, Problems problems) {
    Config all = layers.resolved();
    JudgeSpec spec =
        Cursor.read("", all.root(), problems, c -> c.section("judge", JudgeKeys::read));
    problems.throwIfAny();
    return new JudgeConfiguration(spec, all.root().render(ConfigRenderOptions.concise()));
  }
}
