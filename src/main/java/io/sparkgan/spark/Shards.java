package io.sparkgan.spark;

import io.sparkgan.config.SeedSequence;
import io.sparkgan.config.Settings;
import io.sparkgan.config.Shape;
import io.sparkgan.config.UserInputException;
import io.sparkgan.data.DataFingerprint;
import io.sparkgan.data.ImageBlock;
import io.sparkgan.data.Shard;
import io.sparkgan.data.ShardBuilder;
import io.sparkgan.data.ShardPlan;
import java.util.Iterator;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.Partitioner;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;
import scala.Tuple2;

/**
 * The data set dealt out to the workers: partition w holds the shard of worker w as blocks of
 * packed bytes, cached where it was built. Closing frees the cache.
 *
 * @param images number of images in the data set
 * @param fingerprint of the data set, whatever its order
 */
public record Shards(
    JavaRDD<ImageBlock> blocks, int workers, long images, DataFingerprint fingerprint)
    implements AutoCloseable {

  /** What {@code data.uri} calls the data set inside the project. */
  public static final String EMBEDDED = "mnist";

  /**
   * Reads the data set into shards.
   *
   * @throws UserInputException if it is damaged or does not fit the recipe
   */
  public static Shards load(SparkSession spark, Settings settings) {
    int workers = settings.training().workers().orElseThrow();
    ImageTable table = ImageTable.open(spark, settings.data().uri());
    requireSize(table, settings.recipe().image(), settings.data().uri());
    ShardPlan plan =
        new ShardPlan(new SeedSequence(settings.training().seed()), table.count(), workers);
    spark
        .sparkContext()
        .setJobDescription("shard %d images over %d workers".formatted(table.count(), workers));
    int imageBytes = table.height() * table.width();
    JavaRDD<ImageBlock> blocks =
        shuffled(table, plan, workers)
            .mapPartitionsWithIndex((worker, rows) -> build(plan, worker, imageBytes, rows), true)
            .persist(StorageLevel.MEMORY_AND_DISK());
    int height = table.height();
    int width = table.width();
    DataFingerprint fingerprint =
        TaskErrors.unwrapped(
            () ->
                blocks
                    .mapPartitionsWithIndex(
                        (worker, shard) -> fingerprint(plan, worker, shard, height, width), true)
                    .reduce(DataFingerprint::plus));
    return new Shards(blocks, workers, table.count(), fingerprint);
  }

  /**
   * Checks, before Spark is started, that a data set is where {@code data.uri} says.
   *
   * @throws UserInputException if nothing is there or no file system knows the URI
   */
  public static void requireFound(Configuration hadoop, String uri) {
    ImageTable.requireFound(hadoop, uri);
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
          "data.uri: images of %s are %dx%dx1 (height, width, channels), the recipe's are %s"
              .formatted(uri, table.height(), table.width(), image));
    }
  }

  private static JavaPairRDD<Integer, ImageRow> shuffled(
      ImageTable table, ShardPlan plan, int workers) {
    long count = table.count();
    return table
        .rows()
        .mapToPair(
            row -> {
              if (row.index() < 0 || row.index() >= count) {
                throw new UserInputException(
                    "data.uri: image index %d is outside 0 to %d"
                        .formatted(row.index(), count - 1));
              }
              return new Tuple2<>(plan.worker(row.index()), row);
            })
        .partitionBy(new WorkerPartitioner(workers));
  }

  private static Iterator<ImageBlock> build(
      ShardPlan plan, int worker, int imageBytes, Iterator<Tuple2<Integer, ImageRow>> rows) {
    ShardBuilder builder =
        new ShardBuilder(plan.size(worker), imageBytes, slot -> plan.index(worker, slot));
    while (rows.hasNext()) {
      ImageRow row = rows.next()._2();
      builder.put(plan.slot(row.index()), row.pixels(), row.label());
    }
    return builder.finish().iterator();
  }

  private static Iterator<DataFingerprint> fingerprint(
      ShardPlan plan, int worker, Iterator<ImageBlock> blocks, int height, int width) {
    DataFingerprint sum = new DataFingerprint(0, 0, height, width);
    while (blocks.hasNext()) {
      ImageBlock block = blocks.next();
      for (int i = 0; i < block.count(); i++) {
        sum = sum.plus(imageFingerprint(plan, worker, block, i, height, width));
      }
    }
    return List.of(sum).iterator();
  }

  private static DataFingerprint imageFingerprint(
      ShardPlan plan, int worker, ImageBlock block, int at, int height, int width) {
    byte[] pixels = new byte[block.imageBytes()];
    System.arraycopy(block.pixels(), at * pixels.length, pixels, 0, pixels.length);
    long index = plan.index(worker, block.firstSlot() + at);
    byte label = block.labels()[at];
    return DataFingerprint.of(
        index,
        label == ImageBlock.NO_LABEL ? ImageBlock.NO_LABEL : label & 0xff,
        pixels,
        height,
        width);
  }

  /** The shard of one partition. */
  static Shard shard(Iterator<ImageBlock> blocks) {
    List<ImageBlock> list = new java.util.ArrayList<>();
    blocks.forEachRemaining(list::add);
    return new Shard(list);
  }

  /** Sends the images of worker w to partition w. */
  private static final class WorkerPartitioner extends Partitioner {
    private static final long serialVersionUID = 1L;

    private final int workers;

    WorkerPartitioner(int workers) {
      this.workers = workers;
    }

    @Override
    public int numPartitions() {
      return workers;
    }

    @Override
    public int getPartition(Object worker) {
      return (Integer) worker;
    }
  }
}
