package io.sparkgan.spark;

import io.sparkgan.data.ImageBlock;
import io.sparkgan.evaluation.Appraisal;
import io.sparkgan.evaluation.JudgeModel;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;

/** Shows images to a judge, on an executor. */
record AppraisalTask(ExecutorCache.Judges judges, Broadcast<JudgeModel> model)
    implements Function<ImageBlock, Appraisal> {

  @Override
  public Appraisal call(ImageBlock block) {
    return TaskErrors.withinMemory(
        () ->
            ExecutorCache.withJudge(
                judges, model::value, judge -> judge.appraise(block.pixels(), block.count())));
  }
}
