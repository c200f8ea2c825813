package io.sparkgan.spark;

import io.sparkgan.config.Partition;
import io.sparkgan.config.SeedSequence;
import io.sparkgan.config.UserInputException;
import io.sparkgan.data.DataFingerprint;
import io.sparkgan.data.ImageBlock;
import io.sparkgan.data.LabelHistogram;
import io.sparkgan.data.LabelPlan;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import scala.Tuple2;

/**
 * Images that were dealt out in turn and are exchanged by their labels. A worker keeps them in the
 * order of their turns.
 *
 * @param images what each worker had before, already shuffled
 * @param workers number of workers
 * @param imageBytes bytes of an image
 * @param plan who gets what
 * @param fingerprint of all images
 */
record LabelDeal(
    JavaRDD<ImageRow> images,
    int workers,
    int imageBytes,
    LabelPlan plan,
    DataFingerprint fingerprint)
    implements Dealt {
  /**
   * Counts the labels, in a Spark job, and makes the plan.
   *
   * @throws UserInputException if an image has no label, or there are too few images
   */
  static LabelDeal of(Deal inTurn, Partition partition, SeedSequence seeds) {
    ImageTable table = inTurn.table();
    String uri = table.uri();
    if (table.missingLabels().isPresent()) {
      throw unlabelled(partition, uri, "no " + table.missingLabels().get());
    }
    int height = table.height();
    int width = table.width();
    JavaRDD<ImageRow> images = inTurn.rows();
    Census census =
        Census.joined(
            TaskErrors.unwrapped(
                () ->
                    images
                        .mapPartitions(
                            rows -> List.of(census(uri, partition, rows, height, width)).iterator())
                        .collect()));
    return new LabelDeal(
        images,
        inTurn.plan().workers(),
        height * width,
        new LabelPlan(census.shards(), partition, seeds),
        census.fingerprint());
  }

  @Override
  public JavaRDD<ImageBlock> blocks() {
    LabelPlan receivers = plan;
    int count = workers;
    int bytes = imageBytes;
    return images
        .mapPartitionsWithIndex(
            (worker, rows) -> new Exchange(receivers, worker, count, rows), true)
        .mapToPair(pair -> pair)
        .repartitionAndSortWithinPartitions(new WorkerPartitioner(count))
        .values()
        .mapPartitions(rows -> new PackedBlocks(rows, bytes), true);
  }

  @Override
  public Census census(JavaRDD<ImageBlock> blocks) {
    return new Census(
        fingerprint,
        TaskErrors.unwrapped(
            () -> blocks.mapPartitions(shard -> List.of(labels(shard)).iterator()).collect()));
  }

  private static Census census(
      String uri, Partition partition, Iterator<ImageRow> images, int height, int width) {
    Census.Count count = new Census.Count(height, width);
    while (images.hasNext()) {
      ImageRow image = images.next();
      if (image.label() == ImageBlock.NO_LABEL) {
        throw unlabelled(partition, "image %d of %s".formatted(image.index(), uri), "none");
      }
      count.add(image.index(), image.label(), image.pixels());
    }
    return count.census();
  }

  private static LabelHistogram labels(Iterator<ImageBlock> shard) {
    LabelHistogram labels = new LabelHistogram();
    shard.forEachRemaining(labels::add);
    return labels;
  }

  private static UserInputException unlabelled(Partition partition, String where, String found) {
    return new UserInputException(
        "data.uri: %s: expected a label from 0 to 254 (data.partition = %s), found %s; label every image or set data.partition = iid"
            .formatted(where, partition, found));
  }

  /** What one worker hands on: images with turns that are their receivers'. */
  private static final class Exchange implements Iterator<Tuple2<Long, ImageRow>> {
    private final LabelPlan plan;
    private final int worker;
    private final int workers;
    private final Iterator<ImageRow> images;
    private final LabelHistogram seen = new LabelHistogram();
    private long slot;

    Exchange(LabelPlan plan, int worker, int workers, Iterator<ImageRow> images) {
      this.plan = plan;
      this.worker = worker;
      this.workers = workers;
      this.images = images;
    }

    @Override
    public boolean hasNext() {
      return images.hasNext();
    }

    @Override
    public Tuple2<Long, ImageRow> next() {
      ImageRow image = images.next();
      int receiver = plan.worker(image.label(), worker, seen.images(image.label()));
      seen.add(image.label());
      long turn = slot++ * workers + worker;
      return new Tuple2<>(turn * workers + receiver, image);
    }
  }
}
