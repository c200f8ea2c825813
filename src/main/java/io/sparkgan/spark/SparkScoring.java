package io.sparkgan.spark;

import io.sparkgan.config.Compute;
import io.sparkgan.config.Protocol;
import io.sparkgan.config.SeedSequence;
import io.sparkgan.evaluation.BlockSums;
import io.sparkgan.evaluation.Evaluation;
import io.sparkgan.evaluation.FloorBlock;
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
  private final String extractor;
  private final ExecutorCache.Judges judges;
  private final List<Scored> protocols;
  private final Broadcast<JudgeModel> model;
  private final Broadcast<Reference> reference;

  /** A protocol with what real images get by it. */
  private record Scored(Scoring scoring, Scores floor, int floorSamples) {
    Protocol protocol() {
      return scoring.protocol();
    }
  }

  /**
   * Scores real images first, on the executors, too: the floor.
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
    this.extractor = Judge.extractor(judge);
    this.judges = new ExecutorCache.Judges(extractor, compute);
    this.model = context.broadcast(judge);
    this.reference = context.broadcast(reference);
    try {
      this.protocols = scored(protocols.stream().map(by -> new Scoring(by, reference)).toList());
    } catch (Exception e) {
      close();
      throw e;
    }
  }

  /** All floors in one job, which sums each block once, however many protocols it serves. */
  private List<Scored> scored(List<Scoring> scorings) {
    List<FloorBlock> blocks =
        scorings.stream().flatMap(by -> by.floorBlocks(seeds).stream()).distinct().toList();
    context.setJobDescription("score %d training images".formatted(count(blocks)));
    List<BlockSums> sums = sums((i, judge, real) -> blocks.get(i).sums(real), blocks.size());
    return scorings.stream()
        .map(
            by -> {
              List<FloorBlock> own = by.floorBlocks(seeds);
              Scores floor =
                  by.floor(own.stream().map(block -> sums.get(blocks.indexOf(block))).toList());
              return new Scored(by, floor, count(own));
            })
        .toList();
  }

  private static int count(List<FloorBlock> blocks) {
    return blocks.stream().mapToInt(FloorBlock::images).sum();
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
    List<BlockSums> sums = sums(images, BlockSums.blocks(images()));
    List<Scores> scores = protocols.stream().map(by -> by.scoring().of(sums)).toList();
    long wallMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
    return IntStream.range(0, scores.size())
        .mapToObj(i -> evaluation(protocols.get(i), scores.get(i), wallMillis))
        .toList();
  }

  /** Sums over the first blocks of some images, in order. */
  private List<BlockSums> sums(BlockImages images, int count) {
    List<Integer> blocks = IntStream.range(0, count).boxed().toList();
    ScoringTask task = new ScoringTask(images, judges, model, reference);
    return TaskErrors.unwrapped(
        () ->
            context
                .parallelize(blocks, Math.min(count, context.defaultParallelism()))
                .map(task)
                .collect());
  }

  private Evaluation evaluation(Scored by, Scores scores, long wallMillis) {
    return new Evaluation(
        by.protocol(),
        reference.value().split(),
        reference.value().realImages(),
        extractor,
        seeds.runSeed(),
        scores,
        by.floor(),
        by.floorSamples(),
        wallMillis);
  }

  @Override
  public void close() {
    model.destroy();
    reference.destroy();
  }
}
