package io.sparkgan.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkgan.evaluation.JudgeModel;
import io.sparkgan.nn.ClassifierBuilder;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.spark.impl.multilayer.SparkDl4jMultiLayer;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/** Averaging against workers that train without Spark. */
final class OrderedParameterAveragingTrainingMasterIT {
  private static final int WORKERS = 2;
  private static final int LOCAL_STEPS = 3;
  private static final int BATCH = 5;

  /** Parameters and updater state, round after round, so that Adam counts its steps, too. */
  @Test
  void roundsAreTheMeanOfWorkersThatTrainAlone() {
    List<MultiLayerNetwork> alone = List.of(network(), network());
    try (SparkSession spark = SparkSessions.local("local[2]")) {
      JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
      SparkDl4jMultiLayer together =
          new SparkDl4jMultiLayer(
              context,
              network(),
              new OrderedParameterAveragingTrainingMaster(WORKERS, BATCH, LOCAL_STEPS));
      for (int round = 1; round <= 2; round++) {
        together.fit(data(context, round));
        double loss = 0;
        for (int worker = 0; worker < WORKERS; worker++) {
          MultiLayerNetwork network = alone.get(worker);
          batches(round, worker).forEach(network::fit);
          loss += network.score() / WORKERS;
        }
        INDArray parameters = mean(alone.get(0).params(), alone.get(1).params());
        INDArray updater = mean(updater(alone.get(0)), updater(alone.get(1)));

        assertThat(together.getNetwork().params()).isEqualTo(parameters);
        assertThat(updater(together.getNetwork())).isEqualTo(updater);
        assertThat(together.getScore()).isEqualTo(loss);
        for (MultiLayerNetwork network : alone) {
          network.setParameters(parameters.dup());
          network.getUpdater().setStateViewArray(null, updater.dup(), false);
        }
      }
    }
  }

  private static JavaRDD<DataSet> data(JavaSparkContext context, int round) {
    return context
        .parallelize(IntStream.range(0, WORKERS).boxed().toList(), WORKERS)
        .flatMap(worker -> batches(round, worker).iterator());
  }

  private static List<DataSet> batches(int round, int worker) {
    SplittableRandom random = new SplittableRandom(100L * round + worker);
    return IntStream.range(0, LOCAL_STEPS).mapToObj(step -> batch(random)).toList();
  }

  private static DataSet batch(SplittableRandom random) {
    float[] pixels = new float[BATCH * TinyJudge.IMAGE];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (float) random.nextDouble();
    }
    float[] labels = new float[BATCH * 10];
    for (int i = 0; i < BATCH; i++) {
      labels[i * 10 + random.nextInt(10)] = 1;
    }
    return new DataSet(
        Nd4j.createFromArray(pixels).reshape('c', BATCH, 1, TinyJudge.SIZE, TinyJudge.SIZE),
        Nd4j.createFromArray(labels).reshape('c', BATCH, 10));
  }

  private static MultiLayerNetwork network() {
    JudgeModel judge = TinyJudge.model();
    return ClassifierBuilder.ordinary().build(judge.network(), judge.image(), judge.parameters());
  }

  private static INDArray updater(MultiLayerNetwork network) {
    return network.getUpdater().getStateViewArray();
  }

  private static INDArray mean(INDArray one, INDArray other) {
    float[] a = one.dup().data().asFloat();
    float[] b = other.dup().data().asFloat();
    float[] mean = new float[a.length];
    for (int i = 0; i < mean.length; i++) {
      mean[i] = (float) (((double) a[i] + b[i]) / 2);
    }
    return Nd4j.createFromArray(mean).reshape(one.shape());
  }
}
