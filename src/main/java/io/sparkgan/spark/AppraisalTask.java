package io.sparkgan.spark;

import io.sparkgan.data.ImageBlock;
import io.sparkgan.evaluation.JudgeModel;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.Function2;
import org.apache.spark.broadcast.Broadcast;

/** Shows the images of one partition to a judge. */
final class AppraisalTask
    implements Function2<Integer, Iterator<ImageBlock>, Iterator<AppraisedBlock>> {
  private static final long serialVersionUID = 1L;

  private final int partitions;
  private final int wanted;
  private final ExecutorCache.Judges judges;
  private final Broadcast<JudgeModel> model;

  /**
   * Images are dealt out in turn over the partitions.
   *
   * @param wanted how many of all images, in their order, are to be shown
   */
  AppraisalTask(
      int partitions, int wanted, ExecutorCache.Judges judges, Broadcast<JudgeModel> model) {
    this.partitions = partitions;
    this.wanted = wanted;
    this.judges = judges;
    this.model = model;
  }

  @Override
  public Iterator<AppraisedBlock> call(Integer partition, Iterator<ImageBlock> blocks) {
    List<AppraisedBlock> appraised = new ArrayList<>();
    while (blocks.hasNext()) {
      ImageBlock block = blocks.next();
      long first = block.firstSlot() * partitions + partition;
      if (first < wanted) {
        appraised.add(TaskErrors.withinMemory(() -> appraised((int) first, block)));
      }
    }
    return appraised.iterator();
  }

  private AppraisedBlock appraised(int first, ImageBlock block) {
    return ExecutorCache.withJudge(
        judges,
        model::value,
        judge ->
            new AppraisedBlock(first, partitions, judge.appraise(block.pixels(), block.count())));
  }
}
