package io.sparkgan.report;

import io.sparkgan.config.PlainText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What a page cannot show of a run, a line each. */
final class Notes {
  /** Whoever wants to know more looks into the folder. */
  private static final int MOST_ROUNDS = 5;

  private final List<String> lines = new ArrayList<>();

  void add(String line) {
    lines.add(PlainText.line(line));
  }

  /** What is read, or else nothing and a line that says why. */
  <T> Optional<T> read(String what, Supplier<T> reading) {
    try {
      return Optional.of(reading.get());
    } catch (RuntimeException e) {
      // Whatever is wrong with one file, the rest of the page is of use.
      add("%s cannot be read and is left out: %s".formatted(what, e.getMessage()));
      return Optional.empty();
    }
  }

  /**
   * Notes that rounds are left out, if there are any.
   *
   * @param rounds of which only the first are looked at: how many there are is what a file says
   */
  void without(String why, IntStream rounds) {
    List<String> first = rounds.limit(MOST_ROUNDS + 1).mapToObj(Integer::toString).toList();
    if (!first.isEmpty()) {
      boolean more = first.size() > MOST_ROUNDS;
      String named = first.stream().limit(MOST_ROUNDS).collect(Collectors.joining(", "));
      add("%s: %s%s".formatted(why, named, more ? " and more" : ""));
    }
  }

  List<String> lines() {
    return List.copyOf(lines);
  }
}
