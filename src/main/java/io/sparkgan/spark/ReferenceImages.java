package io.sparkgan.spark;

import io.sparkgan.config.Compute;
import io.sparkgan.config.Settings;
import io.sparkgan.config.Shape;
import io.sparkgan.config.UserInputException;
import io.sparkgan.data.ImageRange;
import io.sparkgan.data.Mnist;
import io.sparkgan.evaluation.Appraisal;
import io.sparkgan.evaluation.JudgeModel;
import io.sparkgan.evaluation.Reference;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;

/**
 * The real images of a data set that generated ones are compared with: its test images, or else
 * those that are held out; and the training images. They are taken in the order of a shuffle that
 * is the same for all runs, so that all are compared with the same images, and none with one class
 * first.
 */
public final class ReferenceImages {
  /** As many as the largest protocol makes. */
  private static final int MOST_REAL = 10_000;

  /** As many as MNIST has. */
  private static final int MOST_TRAINING = 60_000;

  private final SparkSession spark;
  private final String split;
  private final ChosenImages real;
  private final ChosenImages training;

  private ReferenceImages(
      SparkSession spark, String split, ChosenImages real, ChosenImages training) {
    this.spark = spark;
    this.split = split;
    this.real = real;
    this.training = training;
  }

  /**
   * Finds the images of a data set; what they look like is read later.
   *
   * @throws UserInputException if it has none to compare with
   */
  public static ReferenceImages open(SparkSession spark, Settings.Data data) {
    ImageTable all = ImageTable.open(spark, data.uri());
    ImageRange training = new ImageRange(data.heldOut(), data.trainedOn(all.count()));
    Optional<ImageTable> test = ImageTable.openTest(spark, data.uri());
    test.ifPresent(images -> requireSameSize(images, all));
    if (test.isEmpty() && data.heldOut() == 0) {
      throw new UserInputException(
          "data.uri: %s has neither a file %s nor held-out images, and scores compare generated images with real ones that are not trained on; give a folder with test images, or train with data.heldOut = 1000, say, or with evaluation.judge = none"
              .formatted(data.uri(), Mnist.TEST_IMAGES));
    }
    ChosenImages real =
        test.map(images -> new ChosenImages(images, new ImageRange(0, images.count()), MOST_REAL))
            .orElseGet(() -> new ChosenImages(all, new ImageRange(0, data.heldOut()), MOST_REAL));
    String split = test.isPresent() ? "test" : "held-out";
    requireEnough(data, real, split);
    ChosenImages trained = new ChosenImages(all, training, MOST_TRAINING);
    requireEnough(data, trained, "training");
    return new ReferenceImages(spark, split, real, trained);
  }

  /** Shape of each image. */
  public Shape image() {
    return Shape.image(1, real.table().height(), real.table().width());
  }

  /** Shows the images to a judge, on the executors. */
  public Reference judgedBy(JudgeModel judge, Compute compute) {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    Broadcast<JudgeModel> model = context.broadcast(judge);
    try {
      AppraisalTask task = new AppraisalTask(ExecutorCache.Judges.of(judge, compute), model);
      context.setJobDescription("judge %d %s images".formatted(real.count(), split));
      Appraisal unseen = judged(real, task);
      context.setJobDescription("judge %d training images".formatted(training.count()));
      return new Reference(split, unseen, judged(training, task), training.indices());
    } finally {
      model.destroy();
    }
  }

  private static Appraisal judged(ChosenImages images, AppraisalTask task) {
    return Appraisal.joined(TaskErrors.unwrapped(() -> images.blocks().map(task).collect()));
  }

  private static void requireSameSize(ImageTable test, ImageTable training) {
    if (test.height() != training.height() || test.width() != training.width()) {
      throw new UserInputException(
          "data.uri: test images of %s are %dx%dx1 (height, width, channels), training images are %dx%dx1; give images of one size"
              .formatted(
                  test.uri(), test.height(), test.width(), training.height(), training.width()));
    }
  }

  private static void requireEnough(Settings.Data data, ChosenImages images, String split) {
    if (images.count() < Reference.MIN_IMAGES) {
      throw new UserInputException(
          "data.uri: %s has %d %s images, and scores need at least %d; give more, or train with evaluation.judge = none"
              .formatted(data.uri(), images.count(), split, Reference.MIN_IMAGES));
    }
  }
}
