package io.sparkgan.sql;

import io.sparkgan.config.SeedSequence;
import io.sparkgan.config.Settings;
import io.sparkgan.config.UserInputException;
import io.sparkgan.gan.ImageGenerator;
import io.sparkgan.gan.Latents;
import io.sparkgan.gan.Machine;
import io.sparkgan.spark.ClassOrder;
import io.sparkgan.spark.Generation;
import io.sparkgan.spark.RealImages;
import io.sparkgan.state.GanState;
import io.sparkgan.storage.HdfsPatience;
import io.sparkgan.storage.OwnCheckpoints;
import io.sparkgan.storage.PngGrid;
import io.sparkgan.storage.RunDirectory;
import io.sparkgan.storage.StoredCheckpoint;
import io.sparkgan.training.MovingAverage;
import java.awt.image.BufferedImage;
import java.util.Optional;
import java.util.SplittableRandom;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import scala.Option;

/**
 * The trained generator of a run, for programs that have a Spark session:
 *
 * <pre>{@code
 * Dataset<Row> digits = SparkGan.open("hdfs://host/runs/my-run").samples(spark, 10_000, 1);
 * }</pre>
 *
 * A dataset of samples is computed on the executors, each time that it is used, and is the same
 * each time, as {@code jobs/generate} gives for the same seed. Its columns are those of a generated
 * table: {@code index}, {@code label} (-1 if the run is not conditional), {@code height}, {@code
 * width}, {@code pixels} (grey values 0 to 255, row by row), {@code latent} and {@code
 * d_probability}, the discriminator's probability that the image is real.
 */
public final class SparkGan {
  private final Settings settings;
  private final GanState state;

  private SparkGan(Settings settings, GanState state) {
    this.settings = settings;
    this.state = state;
  }

  /**
   * A run as its newest whole checkpoint has it.
   *
   * @param uri the run's folder on any Hadoop file system
   * @throws UserInputException if there is no run, or none that has a checkpoint, or the newest is
   *     another run's, or this machine cannot compute what the run did
   */
  public static SparkGan open(String uri) {
    RunDirectory run = RunDirectory.open(hadoop(), uri);
    return of(run, OwnCheckpoints.of(run).latest(), "has no whole checkpoint; train it first");
  }

  /**
   * A run as it was in its best round.
   *
   * @param uri as {@link #open} takes it
   * @throws UserInputException as {@link #open} does, or if none of its rounds was scored
   */
  public static SparkGan openBest(String uri) {
    RunDirectory run = RunDirectory.open(hadoop(), uri);
    return of(
        run, OwnCheckpoints.of(run).best(), "has no best round; open it as it is, or as of one");
  }

  /**
   * A run as it was after a round whose checkpoint was kept.
   *
   * @param uri as {@link #open} takes it
   * @throws UserInputException as {@link #open} does, or if the round's checkpoint is not there
   */
  public static SparkGan openRound(String uri, int round) {
    RunDirectory run = RunDirectory.open(hadoop(), uri);
    return of(run, Optional.of(OwnCheckpoints.of(run).load(round)), "");
  }

  /** Makes {@code generated} known in a session that began without {@link SparkGanExtensions}. */
  public static void register(SparkSession spark) {
    spark
        .sessionState()
        .tableFunctionRegistry()
        .registerFunction(GeneratedFunction.NAME, GeneratedFunction.INFO, new GeneratedFunction());
  }

  /**
   * Images whose classes take turns, if the run is conditional.
   *
   * @param count number of images, at least 1
   * @param seed of the noise
   */
  public Dataset<Row> samples(SparkSession spark, long count, long seed) {
    return samples(spark, count, seed, ClassOrder.of(settings.recipe()));
  }

  /**
   * Images of one class.
   *
   * @param label the class
   * @param count number of images, at least 1
   * @param seed of the noise
   * @throws UserInputException if the run has no such class
   */
  public Dataset<Row> samplesOf(SparkSession spark, int label, long count, long seed) {
    requireLabel(label);
    return samples(spark, count, seed, ClassOrder.only(label));
  }

  /** The images that the run was trained on, with the columns of samples up to {@code pixels}. */
  public Dataset<Row> trainingImages(SparkSession spark) {
    return RealImages.of(spark, settings.data().uri());
  }

  /** Number of classes that can be asked for; 0 if the run is not conditional. */
  public int classes() {
    return settings.recipe().classes();
  }

  /**
   * Latent vectors as the generator was trained with.
   *
   * @param count number of vectors
   * @param seed of the noise
   */
  public float[][] latents(int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[][] latents = new float[count][];
    for (int i = 0; i < count; i++) {
      latents[i] = Latents.draw(settings.recipe().latent(), 1, random);
    }
    return latents;
  }

  /**
   * Images of latent vectors side by side, made here and not on executors.
   *
   * @param latents a vector for each image
   * @param labels a class for each image; empty if the run is not conditional
   * @param columns images in a row
   * @throws UserInputException if their numbers or sizes do not fit
   */
  public BufferedImage picture(float[][] latents, int[] labels, int columns) {
    int size = settings.recipe().latent().size();
    if (latents.length == 0) {
      throw new UserInputException("latents: expected at least 1, found none");
    }
    float[] values = new float[latents.length * size];
    for (int i = 0; i < latents.length; i++) {
      if (latents[i].length != size) {
        throw new UserInputException(
            "latents: expected %d values in each, found %d".formatted(size, latents[i].length));
      }
      System.arraycopy(latents[i], 0, values, i * size, size);
    }
    requireLabels(labels, classes() == 0 ? 0 : latents.length);
    ImageGenerator generator = new ImageGenerator(settings.recipe(), settings.compute());
    generator.load(state);
    return new PngGrid(columns).draw(generator.generate(values, labels));
  }

  private void requireLabels(int[] labels, int expected) {
    if (labels.length != expected) {
      throw new UserInputException(
          "labels: expected %d, found %d".formatted(expected, labels.length));
    }
    for (int label : labels) {
      requireLabel(label);
    }
  }

  private void requireLabel(int label) {
    if (label < 0 || label >= classes()) {
      throw new UserInputException(
          "label: expected one of the run's %d classes, found %d".formatted(classes(), label));
    }
  }

  private Dataset<Row> samples(SparkSession spark, long count, long seed, ClassOrder classes) {
    if (count < 1) {
      throw new UserInputException("count: expected at least 1 image, found " + count);
    }
    // Spark forgets what was broadcast once the dataset is not reachable any more.
    return new Generation(
            spark,
            settings.recipe(),
            settings.compute(),
            state,
            new SeedSequence(seed),
            classes,
            count)
        .table();
  }

  private static SparkGan of(RunDirectory run, Optional<StoredCheckpoint> kept, String lacking) {
    Settings settings = run.configuration().settings();
    Machine.here().settle(settings.compute(), settings.recipe());
    GanState state =
        kept.orElseThrow(() -> new UserInputException("Run %s %s".formatted(run.uri(), lacking)))
            .checkpoint()
            .state();
    return new SparkGan(settings, new MovingAverage(settings.ema()).shown(state));
  }

  /** What the session reaches file systems with; without one, what a new one would. */
  static Configuration hadoop() {
    Option<SparkSession> session =
        SparkSession.getActiveSession().orElse(SparkSession::getDefaultSession);
    if (session.isDefined()) {
      return session.get().sessionState().newHadoopConf();
    }
    SparkConf conf = new SparkConf();
    HdfsPatience.settings()
        .forEach((key, value) -> conf.setIfMissing("spark.hadoop." + key, value));
    return SparkHadoopUtil.get().newConfiguration(conf);
  }
}
