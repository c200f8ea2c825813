package io.sparkgan.training;

/** Takes the figures of rounds. Writing a round again replaces what was written of it before. */
public interface MetricsSink {

  /** Writes the rows of workers and local steps. */
  void writeDetails(int round, RoundOutcome outcome);

  /** Writes the one row of the round itself. */
  void writeRound(RoundRecord round);
}
