package io.sparkgan.config;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;

/** What settings are refused for. */
final class Refusal {
  private Refusal() {}

  static List<String> problems(SettingsSources sources) {
    UserInputException refused =
        catchThrowableOfType(UserInputException.class, () -> SettingsReader.read(sources));
    if (refused == null) {
      throw new AssertionError("not refused: " + sources);
    }
    return refused.problems();
  }
}
