package io.sparkgan.training;

import io.sparkgan.evaluation.Evaluation;
import java.util.List;

/** Takes the scores of rounds. Writing a round again replaces what was written of it before. */
public interface EvaluationSink {
  void write(int round, List<Evaluation> evaluations);
}
