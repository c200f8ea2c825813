package io.sparkgan.training;

import io.sparkgan.config.Score;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;

/** One score of the rounds that have been evaluated, and which of them is the best. */
public final class ScoreHistory {
  private final Score score;
  private final SortedMap<Integer, Double> values;

  /**
   * The history so far.
   *
   * @param values by round
   */
  public ScoreHistory(Score score, SortedMap<Integer, Double> values) {
    this.score = score;
    this.values = new TreeMap<>(values);
  }

  /** What there was after a round. */
  public ScoreHistory upTo(int round) {
    return new ScoreHistory(score, values.headMap(round + 1));
  }

  void add(int round, double value) {
    values.put(round, value);
  }

  /** Whether a round has been evaluated. */
  public boolean has(int round) {
    return values.containsKey(round);
  }

  /** The first round with the best value; none if no value is a number. */
  public OptionalInt best() {
    OptionalInt best = OptionalInt.empty();
    double value = Double.NaN;
    for (Map.Entry<Integer, Double> next : values.entrySet()) {
      if (Double.isNaN(value) ? !next.getValue().isNaN() : score.isBetter(next.getValue(), value)) {
        best = OptionalInt.of(next.getKey());
        value = next.getValue();
      }
    }
    return best;
  }

  /**
   * Whether rounds no longer get better.
   *
   * @param patience after so many evaluations in a row without a better one; 0: never
   */
  public boolean plateau(int patience) {
    return patience > 0 && sinceBest() >= patience;
  }

  /** Evaluations after the best one; all of them if there is none. */
  int sinceBest() {
    OptionalInt best = best();
    return best.isPresent() ? values.tailMap(best.getAsInt() + 1).size() : values.size();
  }
}
