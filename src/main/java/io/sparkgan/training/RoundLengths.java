package io.sparkgan.training;

import io.sparkgan.config.Interval;
import io.sparkgan.config.Settings;
import java.util.ArrayList;
import java.util.List;

/** How many local steps the rounds of a run have, one after another. */
final class RoundLengths {
  private final Interval interval;
  private final Settings.Training training;
  private final List<Interval.Trained> newest;
  private int round;

  /**
   * Those after a round.
   *
   * @param metrics has the rows of rounds up to that one
   */
  RoundLengths(Settings settings, MetricsSink metrics, int round) {
    this.interval = settings.averaging().interval();
    this.training = settings.training();
    this.round = round;
    int count = Math.min(round, interval.lookBack());
    // A run whose rounds are not told apart by their drift needs no rows to go on.
    this.newest = new ArrayList<>(count == 0 ? List.of() : metrics.newest(round, count));
  }

  /** Local steps of each worker in the next round. */
  int next() {
    return interval.localSteps(training.localSteps(), round + 1, newest);
  }

  /** Takes the next round, now that it is trained. */
  void add(RoundOutcome outcome) {
    round++;
    newest.add(new Interval.Trained(outcome.localSteps(), outcome.drift().greater()));
    if (newest.size() > interval.lookBack()) {
      newest.remove(0);
    }
  }

  /** Local steps of each worker in the rounds that are left, as far as can be said. */
  long left() {
    return interval.left(training.localSteps(), round, training.rounds(), newest);
  }
}
