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
import io.sparkgan.storage.PastEvaluations;
import io.sparkgan.training.CheckpointStore;
import io.sparkgan.training.EvaluationSink;
import io.sparkgan.training.Progress;
import io.sparkgan.training.RoundEvaluations;
import io.sparkgan.training.SampleAppraiser;
import io.sparkgan.training.ScheduledEvaluations;
import io.sparkgan.training.ScoreHistory;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/** A run's judge at work: on samples, and on the images that rounds are scored by. */
final class Judging implements AutoCloseable {
  private final SampleAppraiser appraiser;
  private final Optional<SparkScoring> scoring;
  private final ScoreHistory past;

  private Judging(SampleAppraiser appraiser, Optional<SparkScoring> scoring, ScoreHistory past) {
    this.appraiser = appraiser;
    this.scoring = scoring;
    this.past = past;
  }

  /**
   * Has the judge look at real images first.
   *
   * @param model the judge of the run, if it has one
   * @param past the evaluations that the run has
   * @throws io.sparkgan.config.UserInputException if there are no real images to compare with, or
   *     new scores could not be compared with those that the run has
   */
  static Judging begin(
      SparkSession spark, Settings settings, Optional<JudgeModel> model, PastEvaluations past) {
    Settings.Evaluation evaluation = settings.evaluation();
    ScoreHistory history = past.history(evaluation.protocols().get(0), evaluation.best());
    if (model.isEmpty()) {
      return new Judging(SampleAppraiser.none(), Optional.empty(), history);
    }
    Reference reference = reference(spark, settings, model.get());
    past.requireSame(new Comparison(Judge.extractor(model.get()), reference.split()));
    return new Judging(
        appraiser(settings, model.get(), reference),
        Optional.of(scoring(spark, settings, model.get(), reference)),
        history);
  }

  private static Reference reference(SparkSession spark, Settings settings, JudgeModel model) {
    return ReferenceImages.open(spark, settings.data()).judgedBy(model, settings.compute());
  }

  private static SampleAppraiser appraiser(
      Settings settings, JudgeModel model, Reference reference) {
    Judge judge = new Judge(model, settings.compute());
    return samples -> reference.judge(judge.appraise(samples.pixels(), samples.images().size()));
  }

  private static SparkScoring scoring(
      SparkSession spark, Settings settings, JudgeModel model, Reference reference) {
    return new SparkScoring(
        JavaSparkContext.fromSparkContext(spark.sparkContext()),
        settings.compute(),
        new SeedSequence(settings.training().seed()),
        settings.evaluation().protocols(),
        model,
        reference);
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
            evaluator ->
                new ScheduledEvaluations(settings, past, evaluator, sink, checkpoints, progress))
        .orElseGet(RoundEvaluations::none);
  }

  @Override
  public void close() {
    scoring.ifPresent(SparkScoring::close);
  }
}
