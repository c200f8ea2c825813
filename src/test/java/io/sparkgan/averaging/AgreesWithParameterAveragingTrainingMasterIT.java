package io.sparkgan.averaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sparkgan.config.Settings.Averaging.UpdaterState;
import io.sparkgan.state.GanState;
import io.sparkgan.state.Layout;
import io.sparkgan.state.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.spark.api.RDDTrainingApproach;
import org.deeplearning4j.spark.api.Repartition;
import org.deeplearning4j.spark.impl.multilayer.SparkDl4jMultiLayer;
import org.deeplearning4j.spark.impl.paramavg.ParameterAveragingTrainingMaster;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * Two rounds of parameter averaging of a classifier, once by dl4j-spark's own training master and
 * once by hand through our chunks. The second round starts with moments and a counter that are not
 * zero.
 */
final class AgreesWithParameterAveragingTrainingMasterIT {
  private static final int WORKERS = 2;
  private static final int LOCAL_STEPS = 3;
  private static final int BATCH = 8;
  private static final int ROUNDS = 2;
  private static final String PARAMETERS = "network/parameters";
  private static final String UPDATER = "network/updater";

  private final SplittableRandom random = new SplittableRandom(31);

  @Test
  void sameMeanOfParametersAndMomentsFromTheSameBatches() {
    List<List<DataSet>> rounds = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      rounds.add(batches());
    }
    MultiLayerNetwork theirs = network();
    GanState start = state(theirs, 0);

    trainBySpark(theirs, rounds);

    GanState ours = start;
    for (List<DataSet> round : rounds) {
      ours = trainByHand(ours, round);
    }
    assertThat(theirs.getIterationCount()).isEqualTo(ROUNDS * LOCAL_STEPS);
    assertThat(ours.values(PARAMETERS))
        .isNotEqualTo(start.values(PARAMETERS))
        .containsExactly(theirs.params().toFloatVector(), within(1e-6f));
    assertThat(ours.values(UPDATER))
        .isNotEqualTo(start.values(UPDATER))
        .containsExactly(moments(theirs), within(1e-6f));
  }

  /** The first half of each round's batches goes to the first worker. */
  private static void trainBySpark(MultiLayerNetwork network, List<List<DataSet>> rounds) {
    SparkConf conf =
        new SparkConf()
            .setMaster("local[" + WORKERS + "]")
            .setAppName("parameter averaging")
            .set("spark.ui.enabled", "false");
    ParameterAveragingTrainingMaster master =
        new ParameterAveragingTrainingMaster.Builder(WORKERS, BATCH)
            .batchSizePerWorker(BATCH)
            .averagingFrequency(LOCAL_STEPS)
            .saveUpdater(true)
            .rddTrainingApproach(RDDTrainingApproach.Direct)
            .repartionData(Repartition.Never)
            .workerPrefetchNumBatches(0)
            .rngSeed(1)
            .build();
    try (JavaSparkContext context = new JavaSparkContext(conf)) {
      SparkDl4jMultiLayer spark = new SparkDl4jMultiLayer(context, network, master);
      for (List<DataSet> round : rounds) {
        spark.fit(context.parallelize(round, WORKERS));
      }
    }
  }

  private static GanState trainByHand(GanState start, List<DataSet> round) {
    List<GanState> workers = new ArrayList<>();
    for (int worker = 0; worker < WORKERS; worker++) {
      MultiLayerNetwork network = network();
      network.params().assign(row(start.values(PARAMETERS)));
      network.getUpdater().getStateViewArray().assign(row(start.values(UPDATER)));
      network.setIterationCount((int) start.steps());
      for (int step = 0; step < LOCAL_STEPS; step++) {
        network.fit(round.get(worker * LOCAL_STEPS + step));
      }
      workers.add(state(network, network.getIterationCount()));
    }
    assertThat(workers.get(0).values(PARAMETERS)).isNotEqualTo(workers.get(1).values(PARAMETERS));
    ChunkPlan plan = new ChunkPlan(start.layout(), UpdaterState.AVERAGE, WORKERS);
    StateAssembler assembler = new StateAssembler(plan, start.layout(), UpdaterState.AVERAGE);
    for (Chunk chunk : plan.chunks()) {
      List<Contribution> contributions = new ArrayList<>();
      for (int worker = 0; worker < WORKERS; worker++) {
        int images = LOCAL_STEPS * BATCH;
        contributions.add(new Contribution(worker, images, chunk.cut(workers.get(worker))));
      }
      assembler.add(chunk.index(), ChunkMean.of(contributions));
    }
    return assembler.finish(start, LOCAL_STEPS);
  }

  private static GanState state(MultiLayerNetwork network, long steps) {
    float[] parameters = network.params().toFloatVector();
    float[] moments = moments(network);
    Layout layout =
        new Layout(
            List.of(
                new Section(PARAMETERS, Section.Kind.PARAMETERS, parameters.length),
                new Section(UPDATER, Section.Kind.UPDATER, moments.length)));
    return new GanState(layout, List.of(parameters, moments), steps, steps);
  }

  private static float[] moments(MultiLayerNetwork network) {
    return network.getUpdater().getStateViewArray().toFloatVector();
  }

  private static INDArray row(float[] values) {
    return Nd4j.createFromArray(values).reshape(1, values.length);
  }

  private static MultiLayerNetwork network() {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(12)
                .updater(new Adam(.01))
                .list()
                .layer(new DenseLayer.Builder().nIn(6).nOut(10).activation(Activation.TANH).build())
                .layer(
                    new OutputLayer.Builder(LossFunction.MCXENT)
                        .nIn(10)
                        .nOut(3)
                        .activation(Activation.SOFTMAX)
                        .build())
                .build());
    network.init();
    return network;
  }

  /** As many batches as one round of all workers takes. */
  private List<DataSet> batches() {
    List<DataSet> batches = new ArrayList<>();
    for (int i = 0; i < WORKERS * LOCAL_STEPS; i++) {
      float[][] features = new float[BATCH][6];
      float[][] labels = new float[BATCH][3];
      for (int n = 0; n < BATCH; n++) {
        for (int f = 0; f < 6; f++) {
          features[n][f] = (float) random.nextDouble(-1, 1);
        }
        labels[n][random.nextInt(3)] = 1;
      }
      batches.add(new DataSet(Nd4j.createFromArray(features), Nd4j.createFromArray(labels)));
    }
    return batches;
  }
}
