package io.sparkgan.storage;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The rounds that a file of a table is about: one, or all from first to last that have rows, once
 * they have been compacted. A file's name says it.
 */
record RoundRange(int first, int last) {
  private static final Pattern NAME =
      Pattern.compile("round-([0-9]{6,9})\\.parquet|rounds-([0-9]{6,9})-([0-9]{6,9})\\.parquet");

  RoundRange {
    if (first < 0 || first > last) {
      throw new IllegalArgumentException("Rounds %d to %d".formatted(first, last));
    }
  }

  static RoundRange of(int round) {
    return new RoundRange(round, round);
  }

  /** The range in a file's name; empty for any other name. */
  static Optional<RoundRange> parse(String name) {
    Matcher matcher = NAME.matcher(name);
    return matcher.matches() ? parsed(matcher) : Optional.empty();
  }

  private static Optional<RoundRange> parsed(Matcher matcher) {
    if (matcher.group(1) != null) {
      return Optional.of(of(Integer.parseInt(matcher.group(1))));
    }
    int first = Integer.parseInt(matcher.group(2));
    int last = Integer.parseInt(matcher.group(3));
    return first < last ? Optional.of(new RoundRange(first, last)) : Optional.empty();
  }

  String fileName() {
    return isOne()
        ? String.format(Locale.ROOT, "round-%06d.parquet", first)
        : String.format(Locale.ROOT, "rounds-%06d-%06d.parquet", first, last);
  }

  boolean isOne() {
    return first == last;
  }

  boolean has(int round) {
    return first <= round && round <= last;
  }

  /** Whether there are rounds in both. */
  boolean meets(RoundRange other) {
    return first <= other.last && other.first <= last;
  }

  /** Whether this is a wider range with all of the other's rounds. */
  boolean covers(RoundRange other) {
    return first <= other.first && other.last <= last && !equals(other);
  }
}
