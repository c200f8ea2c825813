package io.sparkgan.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The configuration files that travel with the program: defaults, built-in recipes, the judge. */
final class Recipes {
  static final String DEFAULT = "quick-dcgan";

  /** Every file in {@code conf/recipes}; a class path cannot be listed. */
  static final List<String> NAMES =
      List.of(DEFAULT, "keras-mlp", "numpy-mlp", "oreilly-cnn", "rmsprop-dcgan", "tf-dcgan");

  private Recipes() {}

  static SettingsSources.ConfText defaults() {
    return resource("conf/defaults.conf");
  }

  /** The file of one of {@link #NAMES}. */
  static SettingsSources.ConfText recipe(String name) {
    return resource("conf/recipes/" + name + ".conf");
  }

  /** The judge of the embedded data set. */
  static SettingsSources.ConfText judge() {
    return resource("conf/judges/mnist.conf");
  }

  private static SettingsSources.ConfText resource(String path) {
    try (InputStream in = Recipes.class.getResourceAsStream("/" + path)) {
      if (in == null) {
        throw new IllegalStateException("Not in this build: " + path);
      }
      return new SettingsSources.ConfText(
          path, new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the built-in " + path, e);
    }
  }
}
