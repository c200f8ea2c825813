package io.sparkgan.training;

import io.sparkgan.evaluation.Evaluation;
import io.sparkgan.state.GanState;
import java.util.List;

/** Scores the images of a generator. */
public interface Evaluator {

  /**
   * Makes images and scores them by every protocol of the settings, in their order.
   *
   * @param round names the work while it goes on
   * @param shown the state whose generator makes the images: as samples show it
   */
  List<Evaluation> evaluate(int round, GanState shown);
}
