package io.sparkgan.spark;

import io.sparkgan.config.Compute;
import io.sparkgan.config.JudgeSpec;
import io.sparkgan.config.Recipe.Batch.Drawing;
import io.sparkgan.config.SeedSequence;
import io.sparkgan.config.SeedSequence.Purpose;
import io.sparkgan.config.UserInputException;
import io.sparkgan.data.DataFingerprint;
import io.sparkgan.data.ImageBlock;
import io.sparkgan.data.ImageRange;
import io.sparkgan.data.ShardPlan;
import io.sparkgan.gan.FeedForward;
import io.sparkgan.nn.ClassifierBuilder;
import io.sparkgan.training.DivergedException;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;
import org.deeplearning4j.spark.impl.multilayer.SparkDl4jMultiLayer;
import org.nd4j.evaluation.classification.Evaluation;
import org.nd4j.linalg.dataset.DataSet;

/**
 * Trains a judge with dl4j-spark's parameter averaging, round by round. Its parameters are a
 * function of its description, the data and what computes it: the same bits on any master. Closing
 * frees the images.
 */
public final class JudgeTraining implements AutoCloseable {
  private final JudgeSpec judge;
  private final JudgeBatches batches;
  private final JavaSparkContext context;
  private final JavaRDD<ImageBlock> images;
  private final JavaRDD<ImageBlock> testImages;
  private final DataFingerprint fingerprint;
  private final OrderedParameterAveragingTrainingMaster master;
  private final SparkDl4jMultiLayer network;

  private JudgeTraining(
      JudgeSpec judge,
      Compute compute,
      JavaSparkContext context,
      JavaRDD<ImageBlock> images,
      JavaRDD<ImageBlock> testImages,
      DataFingerprint fingerprint) {
    this.judge = judge;
    this.batches = new JudgeBatches(judge);
    this.context = context;
    this.images = images;
    this.testImages = testImages;
    this.fingerprint = fingerprint;
    float[] initial =
        FeedForward.initialParameters(
            judge.network(),
            judge.image(),
            new SeedSequence(judge.seed()).stream(Purpose.JUDGE_WEIGHTS, 0, 0));
    this.master =
        new OrderedParameterAveragingTrainingMaster(
            judge.workers(), judge.batch(), judge.localSteps());
    this.network =
        new SparkDl4jMultiLayer(
            context,
            ClassifierBuilder.of(compute).build(judge.network(), judge.image(), initial),
            master);
  }

  /**
   * Deals out training and test images to the workers.
   *
   * @param compute what the judge is trained with; nothing is left to choose in it
   * @param data {@link Shards#EMBEDDED} or a folder of IDX files, test images among them
   * @throws UserInputException if there are none, or they are damaged or do not fit the judge
   */
  public static JudgeTraining load(
      SparkSession spark, JudgeSpec judge, Compute compute, String data) {
    ImageTable training = ImageTable.open(spark, data);
    ImageTable test =
        ImageTable.openTest(spark, data)
            .orElseThrow(
                () ->
                    new UserInputException(
                        "data.uri: %s has no test images, which a judge is measured on; give mnist or a folder with %s and its labels, too"
                            .formatted(data, IdxSource.Split.TEST.images())));
    Deal trainingDeal = deal(training, judge);
    Deal testDeal = deal(test, judge);
    spark.sparkContext().setJobDescription("shard %d images".formatted(training.count()));
    JavaRDD<ImageBlock> images = trainingDeal.blocks().persist(StorageLevel.MEMORY_AND_DISK());
    return new JudgeTraining(
        judge,
        compute,
        JavaSparkContext.fromSparkContext(spark.sparkContext()),
        images,
        testDeal.blocks(),
        trainingDeal.fingerprint(images));
  }

  /** Images that it trains on. */
  public long images() {
    return fingerprint.count();
  }

  /** Of the images that it trains on. */
  public DataFingerprint fingerprint() {
    return fingerprint;
  }

  /**
   * Trains all workers for their local steps, and averages them.
   *
   * @param round from 1 to {@link JudgeSpec#rounds}, one after another
   * @return the mean of the workers' last losses
   * @throws DivergedException if it is not finite
   */
  public double train(int round) {
    context.setJobDescription(
        "judge %s: round %d/%d".formatted(judge.name(), round, judge.rounds(images())));
    JudgeBatches made = batches;
    long before = (round - 1L) * judge.localSteps();
    double factor = judge.network().optimiser().schedule().factor(before);
    network.getNetwork().setLearningRate(judge.network().optimiser().rate() * factor);
    TaskErrors.unwrapped(
        () ->
            network.fit(
                images.mapPartitionsWithIndex(
                    (worker, shard) -> made.training(round, worker, shard), true)));
    double loss = network.getScore();
    if (!Double.isFinite(loss)) {
      throw new DivergedException(round, "judge/parameters", before + judge.localSteps());
    }
    return loss;
  }

  /** Of all layers, in order. */
  public float[] parameters() {
    return network.getNetwork().params().toFloatVector();
  }

  /**
   * How good it is.
   *
   * @param accuracy the share of test images that it takes for what they are
   * @param confusion for each class, how many of its test images it takes for each class
   */
  public record Result(double accuracy, List<List<Integer>> confusion) {}

  /** Looks at the test images with DL4J's own layers, which no fast ones have a part in. */
  public Result test() {
    context.setJobDescription("judge %s: test".formatted(judge.name()));
    JudgeBatches made = batches;
    JavaRDD<DataSet> data = testImages.mapPartitions(made::test);
    SparkDl4jMultiLayer ordinary =
        new SparkDl4jMultiLayer(
            context,
            ClassifierBuilder.ordinary().build(judge.network(), judge.image(), parameters()),
            master);
    // DL4J's tasks can wait for ever for each other if they are more than these.
    Evaluation[] evaluations =
        TaskErrors.unwrapped(
            () ->
                ordinary.doEvaluation(
                    data,
                    judge.workers(),
                    JudgeBatches.TEST_BATCH,
                    new Evaluation(judge.classes())));
    Evaluation evaluation = evaluations[0];
    return new Result(
        evaluation.accuracy(),
        IntStream.range(0, judge.classes()).mapToObj(actual -> row(evaluation, actual)).toList());
  }

  private List<Integer> row(Evaluation evaluation, int actual) {
    return IntStream.range(0, judge.classes())
        .mapToObj(predicted -> evaluation.getConfusion().getCount(actual, predicted))
        .toList();
  }

  @Override
  public void close() {
    images.unpersist();
  }

  private static Deal deal(ImageTable table, JudgeSpec judge) {
    if (table.height() != judge.image().height() || table.width() != judge.image().width()) {
      throw new UserInputException(
          "data.uri: images of %s are %dx%dx1 (height, width, channels), judge.image is %s; give --conf with a judge whose image and layers are of theirs"
              .formatted(table.uri(), table.height(), table.width(), judge.image()));
    }
    LabelCheck labels = LabelCheck.ofJudge(table.uri(), judge.classes());
    labels.require(table);
    if (table.count() < judge.workers()) {
      throw new UserInputException(
          "judge.workers: expected at most one for each of the %d images of %s, found %d; give fewer workers or more images"
              .formatted(table.count(), table.uri(), judge.workers()));
    }
    ImageRange all = new ImageRange(0, table.count());
    SeedSequence seeds = new SeedSequence(judge.seed());
    return new Deal(
        table, ShardPlan.of(Drawing.SHUFFLED_PASSES, seeds, all, judge.workers()), labels);
  }
}
