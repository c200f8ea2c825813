package io.sparkgan.storage;

import java.util.Locale;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How the files of one round are called, but for those of tables, for which see {@link RoundRange}.
 * Names sort like their rounds.
 */
enum RoundName {
  CHECKPOINT("round-", ".ckpt"),
  GRID("grid-", ".png");

  private final String prefix;
  private final String suffix;
  private final Pattern pattern;

  RoundName(String prefix, String suffix) {
    this.prefix = prefix;
    this.suffix = suffix;
    this.pattern = Pattern.compile(Pattern.quote(prefix) + "([0-9]{6,9})" + Pattern.quote(suffix));
  }

  String of(int round) {
    return prefix + String.format(Locale.ROOT, "%06d", round) + suffix;
  }

  /** The round in a name of this form; empty for any other name. */
  OptionalInt parse(String name) {
    Matcher matcher = pattern.matcher(name);
    return matcher.matches()
        ? OptionalInt.of(Integer.parseInt(matcher.group(1)))
        : OptionalInt.empty();
  }
}
