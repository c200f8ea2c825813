package io.sparkgan.spark;

import io.sparkgan.evaluation.BlockSums;
import io.sparkgan.evaluation.JudgeModel;
import io.sparkgan.evaluation.Reference;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;

/** From the number of a block to the sums over its images, on an executor. */
record ScoringTask(
    BlockImages images,
    ExecutorCache.Judges judges,
    Broadcast<JudgeModel> model,
    Broadcast<Reference> reference)
    implements Function<Integer, BlockSums> {

  @Override
  public BlockSums call(Integer block) {
    return TaskErrors.withinMemory(
        () ->
            ExecutorCache.withJudge(
                judges, model::value, judge -> images.sums(block, judge, reference.value())));
  }
}
