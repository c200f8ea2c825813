package io.sparkgan.training;

import io.sparkgan.config.Interval;
import java.util.List;

/** Takes the figures of rounds. Writing a round again replaces what was written of it before. */
public interface MetricsSink {

  /** Writes the rows of workers and local steps. */
  void writeDetails(int round, RoundOutcome outcome);

  /** Writes the one row of the round itself. */
  void writeRound(RoundRecord round);

  /**
   * What the length of the next round may depend on.
   *
   * @param round the newest that counts
   * @param count how many, at most {@code round}
   * @return that round last
   * @throws io.sparkgan.config.UserInputException if one of them has no row
   */
  List<Interval.Trained> newest(int round, int count);
}
