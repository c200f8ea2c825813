package io.sparkgan.spark;

import io.sparkgan.data.ImageBlock;
import io.sparkgan.data.ShardPlan;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import scala.Tuple2;

/**
 * Some images of a data set dealt out in turn. The shuffle sorts them by turn, on disk if they are
 * many, so that a task holds one block of its shard at a time.
 *
 * @param plan which images, and whose they are
 * @param labels what their labels must be
 */
record Deal(ImageTable table, ShardPlan plan, LabelCheck labels) implements Dealt {
  /** Partition w holds the images of worker w in the order of their slots, each once. */
  JavaRDD<ImageRow> rows() {
    ShardPlan places = plan;
    LabelCheck check = labels;
    String uri = table.uri();
    return table
        .rows(places.images())
        .mapToPair(
            row -> {
              check.require(row);
              return new Tuple2<>(places.turn(row.index()), row);
            })
        .repartitionAndSortWithinPartitions(new WorkerPartitioner(places.workers()))
        .mapPartitionsWithIndex(
            (worker, sorted) -> new EachOnce(uri, places, worker, sorted), true);
  }

  @Override
  public JavaRDD<ImageBlock> blocks() {
    int imageBytes = table.height() * table.width();
    return rows().mapPartitions(images -> new PackedBlocks(images, imageBytes), true);
  }

  @Override
  public Census census(JavaRDD<ImageBlock> blocks) {
    ShardPlan places = plan;
    int height = table.height();
    int width = table.width();
    return Census.joined(
        TaskErrors.unwrapped(
            () ->
                blocks
                    .mapPartitionsWithIndex(
                        (worker, shard) ->
                            List.of(census(places, worker, shard, height, width)).iterator(),
                        true)
                    .collect()));
  }

  private static Census census(
      ShardPlan plan, int worker, Iterator<ImageBlock> blocks, int height, int width) {
    Census.Count count = new Census.Count(height, width);
    while (blocks.hasNext()) {
      ImageBlock block = blocks.next();
      for (int i = 0; i < block.count(); i++) {
        count.add(plan.index(worker, block.firstSlot() + i), block.label(i), block.image(i));
      }
    }
    return count.census();
  }
}
