package io.sparkgan.averaging;

import java.io.Serializable;
import java.util.List;
import org.deeplearning4j.spark.impl.paramavg.ParameterAveragingTrainingResult;
import org.deeplearning4j.spark.impl.paramavg.aggregator.ParameterAveragingAggregationTuple;
import org.deeplearning4j.spark.impl.paramavg.aggregator.ParameterAveragingElementAddFunction;
import org.deeplearning4j.spark.impl.paramavg.aggregator.ParameterAveragingElementCombineFunction;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The weighted mean of all workers' copies of one chunk, sum(w x) / sum(w).
 *
 * @param mean values of the mean
 * @param squaredDistances by contribution, in order: the sum of its squared differences from the
 *     mean
 */
public record ChunkMean(float[] mean, double[] squaredDistances) implements Serializable {

  /**
   * Averages in double precision and in the order given, which must be that of the workers: a sum
   * of floating-point numbers has one result only in one order.
   */
  public static ChunkMean of(List<Contribution> contributions) {
    requireOrder(contributions);
    double total = contributions.stream().mapToDouble(Contribution::weight).sum();
    ParameterAveragingAggregationTuple sum = tuple(contributions.get(0));
    for (Contribution next : contributions.subList(1, contributions.size())) {
      sum = combine(sum, tuple(next));
    }
    float[] mean;
    try (INDArray values = sum.getParametersSum()) {
      mean = values.divi(total).toFloatVector();
    }
    double[] distances =
        contributions.stream().mapToDouble(c -> squaredDistance(c.values(), mean)).toArray();
    return new ChunkMean(mean, distances);
  }

  private static void requireOrder(List<Contribution> contributions) {
    for (int i = 1; i < contributions.size(); i++) {
      if (contributions.get(i - 1).worker() >= contributions.get(i).worker()) {
        throw new IllegalArgumentException(
            "Worker %d before worker %d"
                .formatted(contributions.get(i - 1).worker(), contributions.get(i).worker()));
      }
    }
  }

  /** dl4j-spark's add function makes a tuple of one result when there is no sum yet. */
  private static ParameterAveragingAggregationTuple tuple(Contribution contribution) {
    double[] weighted = new double[contribution.values().length];
    for (int i = 0; i < weighted.length; i++) {
      weighted[i] = contribution.values()[i] * contribution.weight();
    }
    try {
      return new ParameterAveragingElementAddFunction()
          .call(
              null,
              new ParameterAveragingTrainingResult(
                  Nd4j.createFromArray(weighted), null, 0, null, null, null));
    } catch (Exception e) {
      throw new IllegalStateException("Averaging worker " + contribution.worker(), e);
    }
  }

  /** Adds in place into the left sum; the right one's memory is freed. */
  private static ParameterAveragingAggregationTuple combine(
      ParameterAveragingAggregationTuple sum, ParameterAveragingAggregationTuple next) {
    try {
      return new ParameterAveragingElementCombineFunction().call(sum, next);
    } catch (Exception e) {
      throw new IllegalStateException("Averaging " + sum.getAggregationsCount() + " workers", e);
    } finally {
      next.getParametersSum().close();
    }
  }

  private static double squaredDistance(float[] values, float[] mean) {
    double sum = 0;
    for (int i = 0; i < mean.length; i++) {
      double difference = (double) values[i] - mean[i];
      sum += difference * difference;
    }
    return sum;
  }
}
