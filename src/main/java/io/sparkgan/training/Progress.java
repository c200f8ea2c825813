package io.sparkgan.training;

import io.sparkgan.evaluation.Evaluation;
import java.util.List;
import java.util.OptionalInt;

/** Is told of what goes on, so that a person can be. */
public interface Progress {

  /**
   * A round is recorded.
   *
   * @param rounds number of rounds in the run
   * @param stepsLeft local steps of each worker still to come, as far as can be said
   */
  void recorded(RoundRecord round, int rounds, long stepsLeft);

  /**
   * A round is evaluated.
   *
   * @param evaluations one a protocol, at least one
   * @param best the best round so far, which may be this one; none if no score is a number
   */
  void evaluated(int round, List<Evaluation> evaluations, OptionalInt best);
}
