package io.sparkgan.storage;

import io.sparkgan.config.Protocol;
import io.sparkgan.config.Score;
import io.sparkgan.training.ScoreHistory;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.parquet.example.data.Group;

/** What the table {@code evaluations} of a run held when it was read. */
public final class PastEvaluations {
  private final List<Group> rows;

  PastEvaluations(List<Group> rows) {
    this.rows = List.copyOf(rows);
  }

  /** Those of a run that has only begun. */
  public static PastEvaluations none() {
    return new PastEvaluations(List.of());
  }

  /** A score of every round that has been evaluated by a protocol. */
  public ScoreHistory history(Protocol protocol, Score score) {
    return new ScoreHistory(score, values(protocol, score));
  }

  SortedMap<Integer, Double> values(Protocol protocol, Score score) {
    SortedMap<Integer, Double> values = new TreeMap<>();
    rows.stream()
        .filter(row -> row.getString("protocol", 0).equals(protocol.text()))
        .forEach(
            row ->
                values.put(
                    row.getInteger("round", 0), row.getDouble(EvaluationColumns.of(score), 0)));
    return values;
  }

  /**
   * Refuses to put scores beside these that cannot be compared with them.
   *
   * @param now what the new ones are made with
   * @throws io.sparkgan.config.UserInputException if these were made with something else
   */
  public void requireSame(Comparison now) {
    rows.forEach(row -> now.requireSame(comparison(row), row.getString("run", 0)));
  }

  private static Comparison comparison(Group row) {
    return new Comparison(row.getString("extractor", 0), row.getString("split", 0));
  }
}
