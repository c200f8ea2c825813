package io.sparkgan.job;

import io.sparkgan.config.SeedSequence;
import io.sparkgan.config.Settings;
import io.sparkgan.evaluation.Judge;
import io.sparkgan.evaluation.JudgeModel;
import io.sparkgan.evaluation.Reference;
import io.sparkgan.spark.ReferenceImages;
import io.sparkgan.spark.SparkEvaluator;
import io.sparkgan.spark.SparkScoring;
import io.sparkgan.storage.Comparison;
import io.sparkgan.storage.RunDirectory;
import io.sparkgan.training.CheckpointStore;
import io.sparkgan.training.EvaluationSink;
import io.sparkgan.training.Progress;
import io.sparkgan.training.RoundEvaluations;
import io.sparkgan.training.SampleAppraiser;
import io.sparkgan.training.ScheduledEvaluations;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/** A run's judge at work: on samples, and on the images that rounds are scored by. */
final class Judging implements AutoCloseable {
  private final SampleAppraiser appraiser;
  private final Optional<SparkScoring> scoring;
  private final Optional<Comparison> comparison;

  private Judging(
      SampleAppraiser appraiser, Optional<SparkScoring> scoring, Optional<Comparison> comparison) {
    this.appraiser = appraiser;
    this.scoring = scoring;
    this.comparison = comparison;
  }

  /**
   * Has the judge look at real images first.
   *
   * @param model the judge of the run, if it has one
   * @throws io.sparkgan.config.UserInputException if there are no real images to compare with
   */
  static Judging begin(SparkSession spark, Settings settings, Optional<JudgeModel> model) {
    return model
        .map(judge -> begin(spark, settings, judge))
        .orElseGet(() -> new Judging(SampleAppraiser.none(), Optional.empty(), Optional.empty()));
  }

  private static Judging begin(SparkSession spark, Settings settings, JudgeModel model) {
    Reference reference =
        ReferenceImages.open(spark, settings.data()).judgedBy(model, settings.compute());
    SparkScoring scoring =
        new SparkScoring(
            JavaSparkContext.fromSparkContext(spark.sparkContext()),
            settings.compute(),
            new SeedSequence(settings.training().seed()),
            settings.evaluation().protocols(),
            model,
            reference);
    Judge judge = new Judge(model, settings.compute());
    SampleAppraiser appraiser =
        samples -> reference.judge(judge.appraise(samples.pixels(), samples.images().size()));
    return new Judging(
        appraiser,
        Optional.of(scoring),
        Optional.of(new Comparison(Judge.extractor(model), reference.split())));
  }

  /**
   * Checks that new scores of a run can be compared with those that it has.
   *
   * @throws io.sparkgan.config.UserInputException if they cannot
   */
  void requireComparable(RunDirectory run) {
    comparison.ifPresent(
        now -> run.comparisons().forEach(before -> now.requireSame(before, run.name())));
  }

  /** What says something of samples; nothing without a judge. */
  SampleAppraiser appraiser() {
    return appraiser;
  }

  /** The evaluations of a run's rounds; none without a judge. */
  RoundEvaluations evaluations(
      Settings settings, EvaluationSink sink, CheckpointStore checkpoints, Progress progress) {
    return scoring
        .map(it -> new SparkEvaluator(it, settings.recipe(), settings.compute()))
        .<RoundEvaluations>map(
            evaluator -> new ScheduledEvaluations(settings, evaluator, sink, checkpoints, progress))
        .orElseGet(RoundEvaluations::none);
  }

  @Override
  public void close() {
    scoring.ifPresent(SparkScoring::close);
  }
}
