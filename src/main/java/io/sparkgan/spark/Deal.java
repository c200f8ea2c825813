package io.sparkgan.spark;

import io.sparkgan.data.DataFingerprint;
import io.sparkgan.data.ImageBlock;
import io.sparkgan.data.ShardBuilder;
import io.sparkgan.data.ShardPlan;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.Partitioner;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import scala.Tuple2;

/**
 * Some images of a data set on their way to the workers.
 *
 * @param plan which images, and whose they are
 * @param labels what their labels must be
 */
record Deal(ImageTable table, ShardPlan plan, LabelCheck labels) {
  /** Partition w holds the shard of worker w, with every image in its slot. */
  JavaRDD<ImageBlock> blocks() {
    ShardPlan places = plan;
    String uri = table.uri();
    int imageBytes = table.height() * table.width();
    return dealt(table.rows(places.images()), places, labels)
        .mapPartitionsWithIndex(
            (worker, rows) -> build(uri, places, worker, imageBytes, rows), true);
  }

  /**
   * The fingerprint of these images.
   *
   * @param blocks what {@link #blocks} gave
   */
  DataFingerprint fingerprint(JavaRDD<ImageBlock> blocks) {
    ShardPlan places = plan;
    int height = table.height();
    int width = table.width();
    return TaskErrors.unwrapped(
        () ->
            blocks
                .mapPartitionsWithIndex(
                    (worker, shard) -> fingerprint(places, worker, shard, height, width), true)
                .reduce(DataFingerprint::plus));
  }

  private static JavaPairRDD<Integer, ImageRow> dealt(
      JavaRDD<ImageRow> rows, ShardPlan plan, LabelCheck labels) {
    return rows.mapToPair(
            row -> {
              labels.require(row);
              return new Tuple2<>(plan.worker(row.index()), row);
            })
        .partitionBy(new WorkerPartitioner(plan.workers()));
  }

  private static Iterator<ImageBlock> build(
      String uri,
      ShardPlan plan,
      int worker,
      int imageBytes,
      Iterator<Tuple2<Integer, ImageRow>> rows) {
    ShardBuilder builder =
        new ShardBuilder(uri, plan.size(worker), imageBytes, slot -> plan.index(worker, slot));
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
