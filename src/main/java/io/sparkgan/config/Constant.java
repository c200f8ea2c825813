package io.sparkgan.config;

import java.util.Locale;

/** Constants as people write them in a recipe: with-replacement. */
public final class Constant {
  private Constant() {}

  /** The name in lower case, with hyphens. */
  public static String text(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
