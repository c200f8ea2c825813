package io.sparkgan.spark;

import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.broadcast.Broadcast;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.spark.api.RDDTrainingApproach;
import org.deeplearning4j.spark.api.Repartition;
import org.deeplearning4j.spark.api.WorkerConfiguration;
import org.deeplearning4j.spark.api.worker.ExecuteWorkerFlatMap;
import org.deeplearning4j.spark.api.worker.NetBroadcastTuple;
import org.deeplearning4j.spark.impl.multilayer.SparkDl4jMultiLayer;
import org.deeplearning4j.spark.impl.paramavg.ParameterAveragingTrainingMaster;
import org.deeplearning4j.spark.impl.paramavg.ParameterAveragingTrainingResult;
import org.deeplearning4j.spark.impl.paramavg.ParameterAveragingTrainingWorker;
import org.deeplearning4j.spark.impl.paramavg.aggregator.ParameterAveragingAggregationTuple;
import org.deeplearning4j.spark.impl.paramavg.aggregator.ParameterAveragingElementAddFunction;
import org.deeplearning4j.spark.impl.paramavg.aggregator.ParameterAveragingElementCombineFunction;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.DataSet;

/**
 * dl4j-spark's parameter averaging with the same bits wherever and however often tasks run. A fit
 * is one round: partition w of the data is what worker w takes, mini-batch after mini-batch, and
 * workers are summed in their order, where DL4J's own master splits the data at random and sums
 * results as they come. It also destroys its broadcasts, which DL4J's leaves to the garbage
 * collector.
 */
final class OrderedParameterAveragingTrainingMaster extends ParameterAveragingTrainingMaster {
  private static final int EXAMPLES_PER_DATA_SET = 1;

  /**
   * Plans rounds.
   *
   * @param batch examples in each mini-batch that it will be given
   * @param localSteps mini-batches in each partition
   */
  OrderedParameterAveragingTrainingMaster(int workers, int batch, int localSteps) {
    super(
        new Builder(workers, EXAMPLES_PER_DATA_SET)
            .batchSizePerWorker(batch)
            .averagingFrequency(localSteps)
            .saveUpdater(true)
            .rddTrainingApproach(RDDTrainingApproach.Direct)
            .repartionData(Repartition.Never)
            .workerPrefetchNumBatches(0)
            // Nothing is drawn; a seed keeps the clock out all the same.
            .rngSeed(1));
  }

  @Override
  public void executeTraining(SparkDl4jMultiLayer network, JavaRDD<DataSet> round) {
    MultiLayerNetwork model = network.getNetwork();
    NetBroadcastTuple state =
        new NetBroadcastTuple(
            model.getLayerWiseConfigurations(),
            model.params(),
            model.getUpdater().getStateViewArray());
    Broadcast<NetBroadcastTuple> start = network.getSparkContext().broadcast(state);
    try {
      WorkerConfiguration work =
          new WorkerConfiguration(
              false, batchSizePerWorker, batchSizePerWorker, averagingFrequency, 0, false);
      ExecuteWorkerFlatMap<ParameterAveragingTrainingResult> task =
          new ExecuteWorkerFlatMap<>(
              new ParameterAveragingTrainingWorker(start, true, work, null, null, null));
      network.setScore(
          average(model, round.mapPartitions(task).map(result -> contribution(result)).collect()));
    } finally {
      start.destroy();
    }
  }

  /** What travels: sums are taken in double. */
  private static ParameterAveragingAggregationTuple contribution(
      ParameterAveragingTrainingResult result) throws Exception {
    return new ParameterAveragingElementAddFunction()
        .call(
            null,
            new ParameterAveragingTrainingResult(
                result.getParameters().castTo(DataType.DOUBLE),
                result.getUpdaterState().castTo(DataType.DOUBLE),
                result.getScore(),
                null,
                null,
                null));
  }

  /** Takes the mean of the workers as the network's new state, and gives that of their losses. */
  private double average(
      MultiLayerNetwork model, List<ParameterAveragingAggregationTuple> workers) {
    ParameterAveragingElementCombineFunction combine =
        new ParameterAveragingElementCombineFunction();
    ParameterAveragingAggregationTuple sum = workers.get(0);
    for (ParameterAveragingAggregationTuple worker : workers.subList(1, workers.size())) {
      sum = combined(combine, sum, worker);
    }
    int count = sum.getAggregationsCount();
    model.setParameters(sum.getParametersSum().divi(count).castTo(DataType.FLOAT));
    model
        .getUpdater()
        .setStateViewArray(
            null, sum.getUpdaterStateSum().divi(count).castTo(DataType.FLOAT), false);
    MultiLayerConfiguration counter = model.getLayerWiseConfigurations();
    counter.setIterationCount(counter.getIterationCount() + averagingFrequency);
    return sum.getScoreSum() / count;
  }

  private static ParameterAveragingAggregationTuple combined(
      ParameterAveragingElementCombineFunction combine,
      ParameterAveragingAggregationTuple left,
      ParameterAveragingAggregationTuple right) {
    try {
      return combine.call(left, right);
    } catch (Exception e) {
      // Arithmetic; Spark's interface lets any function throw anything.
      throw new IllegalStateException("Cannot add two workers", e);
    }
  }
}
