package io.sparkgan.spark;

import io.sparkgan.config.Compute;
import io.sparkgan.config.Recipe;
import io.sparkgan.evaluation.Evaluation;
import io.sparkgan.state.GanState;
import io.sparkgan.training.Evaluator;
import java.util.List;
import org.apache.spark.broadcast.Broadcast;

/** Scores what generators of a recipe make, on the executors. */
public final class SparkEvaluator implements Evaluator {
  private final SparkScoring scoring;
  private final ExecutorCache.Networks networks;

  public SparkEvaluator(SparkScoring scoring, Recipe recipe, Compute compute) {
    this.scoring = scoring;
    this.networks = new ExecutorCache.Networks(recipe, compute);
  }

  @Override
  public List<Evaluation> evaluate(int round, GanState shown) {
    Broadcast<GanState> state = scoring.context().broadcast(shown);
    try {
      return scoring.evaluate(
          "round %d: score %d images".formatted(round, scoring.images()),
          new GeneratedImages(networks, scoring.seeds(), state));
    } finally {
      state.destroy();
    }
  }
}
