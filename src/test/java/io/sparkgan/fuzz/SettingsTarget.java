package io.sparkgan.fuzz;

import io.sparkgan.config.Configuration;
import io.sparkgan.config.SettingsReader;
import io.sparkgan.config.SettingsSources;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A user's settings: the bytes as a file for {@code --conf}, and as one {@code --set}. */
public final class SettingsTarget {
  private static final int LONGEST_SET = 100;

  private SettingsTarget() {}

  public static void fuzzerTestOneInput(byte[] input) throws IOException {
    String text = new String(input, StandardCharsets.UTF_8);
    Reading.readOrRefuse(() -> settings(SettingsSources.defaults().withConf("input.conf", text)));
    if (input.length < LONGEST_SET) {
      Reading.readOrRefuse(() -> settings(SettingsSources.defaults().withSets(List.of(text))));
    }
  }

  /** What was accepted is read back from its JSON as it was. */
  private static void settings(SettingsSources sources) {
    Configuration read = SettingsReader.read(sources);
    if (!SettingsReader.fromJson(read.json(), "run.json").settings().equals(read.settings())) {
      throw new AssertionError("Other settings than were read: " + read.json());
    }
  }
}
