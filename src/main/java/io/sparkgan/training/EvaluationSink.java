package io.sparkgan.training;

import io.sparkgan.config.Protocol;
import io.sparkgan.config.Score;
import io.sparkgan.evaluation.Evaluation;
import java.util.List;
import java.util.SortedMap;

/** Takes the scores of rounds. Writing a round again replaces what was written of it before. */
public interface EvaluationSink {
  void write(int round, List<Evaluation> evaluations);

  /** The value of a score in every round that has been evaluated by a protocol. */
  SortedMap<Integer, Double> history(Protocol protocol, Score score);
}
