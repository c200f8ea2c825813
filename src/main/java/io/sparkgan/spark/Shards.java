package io.sparkgan.spark;

import io.sparkgan.config.Partition;
import io.sparkgan.config.Recipe;
import io.sparkgan.config.SeedSequence;
import io.sparkgan.config.Settings;
import io.sparkgan.config.Shape;
import io.sparkgan.config.UserInputException;
import io.sparkgan.data.BatchOrder;
import io.sparkgan.data.DataFingerprint;
import io.sparkgan.data.ImageBlock;
import io.sparkgan.data.ImageRange;
import io.sparkgan.data.LabelHistogram;
import io.sparkgan.data.Shard;
import io.sparkgan.data.ShardPlan;
import io.sparkgan.training.ShardLabels;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;

/**
 * The images to train on dealt out to the workers: partition w holds the shard of worker w as
 * blocks of packed bytes, cached where it was built, on disk where memory is short. Closing frees
 * the cache.
 *
 * @param labels those of each worker's images
 * @param fingerprint of the whole data set, whatever its order
 */
public record Shards(
    JavaRDD<ImageBlock> blocks, List<LabelHistogram> labels, DataFingerprint fingerprint)
    implements AutoCloseable {

  /** What {@code data.uri} calls the data set inside the project. */
  public static final String EMBEDDED = "mnist";

  public Shards {
    labels = List.copyOf(labels);
  }

  /**
   * Reads the data set into shards. Held-out images are checked as the others, but for their
   * labels: those may be none or no class of the recipe.
   *
   * @throws UserInputException if it is damaged or does not fit the recipe
   */
  public static Shards load(SparkSession spark, Settings settings) {
    Settings.Data data = settings.data();
    Recipe recipe = settings.recipe();
    int workers = settings.training().workers().orElseThrow();
    ImageTable table = ImageTable.open(spark, data.uri());
    requireSize(table, recipe.image(), data.uri());
    LabelCheck labels = new LabelCheck(data.uri(), recipe.classes());
    labels.require(table);
    ImageRange images = new ImageRange(data.heldOut(), data.trainedOn(table.count()));
    SeedSequence seeds = new SeedSequence(settings.training().seed());
    ShardPlan plan = ShardPlan.of(recipe.batch().drawing(), seeds, images, workers);
    DataFingerprint heldOut = heldOut(spark, table, data, workers);
    spark
        .sparkContext()
        .setJobDescription("shard %d images over %d workers".formatted(images.count(), workers));
    Dealt deal = deal(new Deal(table, plan, labels), data.partition(), seeds);
    JavaRDD<ImageBlock> blocks = deal.blocks().persist(StorageLevel.MEMORY_AND_DISK());
    Census census = deal.census(blocks);
    return new Shards(blocks, census.shards(), heldOut.plus(census.fingerprint()));
  }

  private static Dealt deal(Deal inTurn, Partition partition, SeedSequence seeds) {
    return partition.byLabel() ? LabelDeal.of(inTurn, partition, seeds) : inTurn;
  }

  /**
   * Checks, before Spark is started, that a data set is where {@code data.uri} says.
   *
   * @throws UserInputException if nothing is there or no file system knows the URI
   */
  public static void requireFound(Configuration hadoop, String uri) {
    ImageTable.requireFound(hadoop, uri);
  }

  /** Number of shards. */
  public int workers() {
    return labels.size();
  }

  /** Images of each worker. */
  long[] sizes() {
    return labels.stream().mapToLong(LabelHistogram::images).toArray();
  }

  /** Images to train on: those of the data set but for {@code data.heldOut}. */
  public long images() {
    return LongStream.of(sizes()).sum();
  }

  /** Images of the data set that no worker trains on. */
  public long heldOut() {
    return fingerprint.count() - images();
  }

  /** What each worker has of each label. */
  public List<ShardLabels> audit() {
    return IntStream.range(0, workers())
        .boxed()
        .flatMap(
            worker ->
                labels
                    .get(worker)
                    .labels()
                    .mapToObj(
                        label -> new ShardLabels(worker, label, labels.get(worker).images(label))))
        .toList();
  }

  @Override
  public void close() {
    blocks.unpersist();
  }

  private static void requireSize(ImageTable table, Shape image, String uri) {
    if (table.height() != image.height()
        || table.width() != image.width()
        || image.channels() != 1) {
      throw new UserInputException(
          "data.uri: images of %s are %dx%dx1 (height, width, channels), recipe.image is %s; give images of the recipe's size, or a recipe whose image and layers are of theirs"
              .formatted(uri, table.height(), table.width(), image));
    }
  }

  /** Held-out images count in the fingerprint as the others, but are not kept. */
  private static DataFingerprint heldOut(
      SparkSession spark, ImageTable table, Settings.Data data, int workers) {
    if (data.heldOut() == 0) {
      return new DataFingerprint(0, 0, table.height(), table.width());
    }
    spark.sparkContext().setJobDescription("check %d held-out images".formatted(data.heldOut()));
    ImageRange images = new ImageRange(0, data.heldOut());
    ShardPlan plan = ShardPlan.inOrder(images, (int) Math.min(workers, images.count()));
    Deal deal = new Deal(table, plan, new LabelCheck(data.uri(), 0));
    return deal.fingerprint(deal.blocks());
  }

  /** The shard of one partition, all of it. */
  static Shard shard(Iterator<ImageBlock> blocks) {
    List<ImageBlock> list = new ArrayList<>();
    blocks.forEachRemaining(list::add);
    return Shard.of(list);
  }

  /**
   * What a round needs of the shard of one partition, which may be on disk and larger than the
   * heap.
   *
   * @param first the number of the first image that the worker draws, from 0
   * @param count how many it draws
   */
  static Shard drawn(
      Iterator<ImageBlock> blocks, long size, BatchOrder order, long first, long count) {
    return count < size ? Shard.of(blocks, size, order.slots(first, count)) : shard(blocks);
  }
}
