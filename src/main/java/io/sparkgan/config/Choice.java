package io.sparkgan.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Names of which one is expected. */
record Choice(List<String> names) {
  private static final int LONGEST_WORD = 60;

  Choice {
    names = List.copyOf(names);
  }

  static Choice of(Collection<String> names) {
    return new Choice(List.copyOf(names));
  }

  /** What to tell someone who gave another name. */
  String refusal(String found) {
    return "expected %s, found %s".formatted(this, found) + suggestion(found);
  }

  /** {@code "; did you mean x?"} if a name is near, else nothing. */
  String suggestion(String found) {
    return nearest(found).map("; did you mean %s?"::formatted).orElse("");
  }

  /** The name that takes the fewest edits, if they are few enough for a slip of the hand. */
  Optional<String> nearest(String found) {
    if (found.length() > LONGEST_WORD) {
      return Optional.empty();
    }
    String word = found.toLowerCase(Locale.ROOT);
    return names.stream()
        .min(Comparator.comparingInt(name -> edits(word, name.toLowerCase(Locale.ROOT))))
        .filter(name -> edits(word, name.toLowerCase(Locale.ROOT)) <= 1 + name.length() / 4);
  }

  @Override
  public String toString() {
    return names.size() == 1 ? names.get(0) : "one of " + String.join(", ", names);
  }

  /** Insertions, deletions, substitutions and swaps of neighbours (Damerau 1964). */
  private static int edits(String from, String to) {
    int[][] cost = new int[from.length() + 1][to.length() + 1];
    for (int i = 0; i <= from.length(); i++) {
      for (int j = 0; j <= to.length(); j++) {
        cost[i][j] = i == 0 || j == 0 ? i + j : cheapest(cost, i, j, from, to);
      }
    }
    return cost[from.length()][to.length()];
  }

  private static int cheapest(int[][] cost, int i, int j, String from, String to) {
    int substitution = from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1;
    int best =
        Math.min(cost[i - 1][j - 1] + substitution, 1 + Math.min(cost[i - 1][j], cost[i][j - 1]));
    boolean swapped =
        i > 1
            && j > 1
            && from.charAt(i - 1) == to.charAt(j - 2)
            && from.charAt(i - 2) == to.charAt(j - 1);
    return swapped ? Math.min(best, 1 + cost[i - 2][j - 2]) : best;
  }
}
