package io.sparkgan.spark;

import io.sparkgan.config.SeedSequence;
import io.sparkgan.config.SeedSequence.Purpose;
import io.sparkgan.data.ImageBlock;
import io.sparkgan.data.ImageRange;
import io.sparkgan.data.Permutation;
import io.sparkgan.data.ShardBuilder;
import io.sparkgan.evaluation.BlockSums;
import java.util.Iterator;
import java.util.stream.LongStream;
import org.apache.spark.Partitioner;
import org.apache.spark.api.java.JavaRDD;
import scala.Tuple2;

/**
 * The first images of a range in shuffled order: that at place i of the order is in block i / 500.
 * The blocks follow from the images alone, so a judge sees each among the same others wherever it
 * looks, and what is not chosen is read but never kept, however much it is.
 *
 * @param most how many at most
 */
record ChosenImages(ImageTable table, ImageRange range, int most) {
  /** The same in all runs. */
  private static final SeedSequence SHUFFLE = new SeedSequence(0);

  int count() {
    return (int) Math.min(most, range.count());
  }

  /** Partition b holds block b: {@link BlockSums#SIZE} images, the last one those that are left. */
  JavaRDD<ImageBlock> blocks() {
    int images = count();
    long first = range.first();
    Permutation order = order();
    String uri = table.uri();
    int imageBytes = table.height() * table.width();
    return table
        .rows(range)
        .mapToPair(row -> new Tuple2<>(order.apply(row.index() - first), row))
        .filter(row -> row._1() < images)
        .partitionBy(new BlockPartitioner(images))
        .mapPartitionsWithIndex(
            (block, rows) -> {
              int from = block * BlockSums.SIZE;
              int size = BlockSums.imagesOf(block, images);
              return build(
                  from,
                  rows,
                  new ShardBuilder(
                      uri, size, imageBytes, slot -> first + order.invert(from + slot)));
            },
            true);
  }

  /** The index of each in the data set, in order. */
  long[] indices() {
    Permutation order = order();
    return LongStream.range(0, count()).map(place -> range.first() + order.invert(place)).toArray();
  }

  private Permutation order() {
    return new Permutation(range.count(), SHUFFLE.seed(Purpose.SHARD_PLAN, 0, 0));
  }

  private static Iterator<ImageBlock> build(
      int from, Iterator<Tuple2<Long, ImageRow>> rows, ShardBuilder builder) {
    while (rows.hasNext()) {
      Tuple2<Long, ImageRow> row = rows.next();
      builder.put(row._1() - from, row._2().pixels(), row._2().label());
    }
    return builder.finish().iterator();
  }

  /** Sends the images of block b, by their places, to partition b. */
  private static final class BlockPartitioner extends Partitioner {
    private static final long serialVersionUID = 1L;

    private final int images;

    BlockPartitioner(int images) {
      this.images = images;
    }

    @Override
    public int numPartitions() {
      return BlockSums.blocks(images);
    }

    @Override
    public int getPartition(Object place) {
      return (int) ((Long) place / BlockSums.SIZE);
    }
  }
}
