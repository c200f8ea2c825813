package io.sparkgan.spark;

import io.sparkgan.config.Compute;
import io.sparkgan.config.Protocol;
import io.sparkgan.config.SeedSequence;
import io.sparkgan.evaluation.BlockSums;
import io.sparkgan.evaluation.Evaluation;
import io.sparkgan.evaluation.Judge;
import io.sparkgan.evaluation.JudgeModel;
import io.sparkgan.evaluation.Reference;
import io.sparkgan.evaluation.Scores;
import io.sparkgan.evaluation.Scoring;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/**
 * Scores images by some protocols: executors make or take blocks of them and return sums, which the
 * driver merges in block order. So scores have the same bits whatever the partitions, cores or
 * executors. Closing frees what executors hold.
 */
public final class SparkScoring implements AutoCloseable {
  private final JavaSparkContext context;
  private final SeedSequence seeds;
  private final String split;
  private final String extractor;
  private final ExecutorCache.Judges judges;
  private final List<Scored> protocols;
  private final Broadcast<JudgeModel> model;
  private final Broadcast<Reference> reference;

  /** A protocol with what real images get by it. */
  private record Scored(Protocol protocol, Scoring scoring, Scores floor) {
    static Scored of(Protocol protocol, Reference reference, SeedSequence seeds) {
      Scoring scoring = new Scoring(protocol, reference);
      return new Scored(protocol, scoring, scoring.floor(seeds));
    }
  }

  /**
   * Scores real images first, for the floor.
   *
   * @param seeds of the latents, and of what the floor is taken of
   * @param protocols each gives an evaluation, in this order; at least one
   */
  public SparkScoring(
      JavaSparkContext context,
      Compute compute,
      SeedSequence seeds,
      List<Protocol> protocols,
      JudgeModel judge,
      Reference reference) {
    this.context = context;
    this.seeds = seeds;
    this.split = reference.split();
    this.extractor = Judge.extractor(judge);
    this.judges = new ExecutorCache.Judges(extractor, compute);
    this.protocols =
        protocols.stream().map(protocol -> Scored.of(protocol, reference, seeds)).toList();
    this.model = context.broadcast(judge);
    this.reference = context.broadcast(reference);
  }

  JavaSparkContext context() {
    return context;
  }

  SeedSequence seeds() {
    return seeds;
  }

  /** Images that are looked at. */
  int images() {
    return protocols.stream().mapToInt(it -> it.protocol().samples()).max().orElseThrow();
  }

  /** Scores some images, of which there must be as many as the largest protocol wants. */
  List<Evaluation> evaluate(String description, BlockImages images) {
    context.setJobDescription(description);
    long begun = System.nanoTime();
    int count = (images() + BlockSums.SIZE - 1) / BlockSums.SIZE;
    List<Integer> blocks = IntStream.range(0, count).boxed().toList();
    ScoringTask task = new ScoringTask(images, judges, model, reference);
    List<BlockSums> sums =
        TaskErrors.unwrapped(
            () ->
                context
                    .parallelize(blocks, Math.min(count, context.defaultParallelism()))
                    .map(task)
                    .collect());
    long judged = System.nanoTime() - begun;
    return protocols.stream().map(protocol -> evaluation(protocol, sums, judged)).toList();
  }

  private Evaluation evaluation(Scored by, List<BlockSums> sums, long judgedNanos) {
    long begun = System.nanoTime();
    Scores scores = by.scoring().of(sums);
    return new Evaluation(
        by.protocol(),
        split,
        extractor,
        seeds.runSeed(),
        scores,
        by.floor(),
        TimeUnit.NANOSECONDS.toMillis(judgedNanos + System.nanoTime() - begun));
  }

  @Override
  public void close() {
    model.destroy();
    reference.destroy();
  }
}
