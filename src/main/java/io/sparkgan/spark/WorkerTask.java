package io.sparkgan.spark;

import io.sparkgan.config.Recipe;
import io.sparkgan.config.SeedSequence;
import io.sparkgan.config.Settings;
import io.sparkgan.config.Settings.Averaging;
import io.sparkgan.data.BatchOrder;
import io.sparkgan.data.ImageBlock;
import io.sparkgan.data.Shard;
import io.sparkgan.gan.LocalTask;
import io.sparkgan.state.GanState;
import io.sparkgan.training.DivergedException;
import io.sparkgan.training.WorkerRound;
import java.util.Iterator;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.function.Function2;
import org.apache.spark.broadcast.Broadcast;
import scala.Tuple2;

/**
 * One worker's part of a round, on its executor: from its shard and the broadcast state to chunks
 * and a report.
 */
final class WorkerTask
    implements Function2<Integer, Iterator<ImageBlock>, Iterator<Tuple2<ChunkKey, RoundMessage>>> {
  private static final long serialVersionUID = 1L;

  private final int round;
  private final int localSteps;
  private final long[] shardSizes;
  private final ExecutorCache.Networks networks;
  private final Averaging averaging;
  private final SeedSequence seeds;
  private final Broadcast<GanState> start;

  /**
   * @param shardSizes images in each worker's shard
   */
  WorkerTask(
      int round, int localSteps, long[] shardSizes, Settings settings, Broadcast<GanState> start) {
    this.round = round;
    this.localSteps = localSteps;
    this.shardSizes = shardSizes;
    this.networks = new ExecutorCache.Networks(settings.recipe(), settings.compute());
    this.averaging = settings.averaging();
    this.seeds = new SeedSequence(settings.training().seed());
    this.start = start;
  }

  @Override
  public Iterator<Tuple2<ChunkKey, RoundMessage>> call(
      Integer worker, Iterator<ImageBlock> blocks) {
    int workers = shardSizes.length;
    Shard shard = TaskErrors.withinMemory(() -> drawn(worker, blocks));
    LocalTask task = new LocalTask(round, worker, workers, localSteps, seeds, start.value(), shard);
    WorkerRound workerRound = new WorkerRound(averaging, workers, networks.recipe().realPerStep());
    String host = SparkEnv.get().blockManager().blockManagerId().host();
    try {
      WorkerRound.Outcome outcome =
          TaskErrors.withinMemory(
              () ->
                  ExecutorCache.withTrainer(
                      networks, trainer -> workerRound.run(trainer, task, host)));
      return new Emission(outcome).messages();
    } catch (DivergedException e) {
      return Emission.diverged(worker, e);
    }
  }

  /** The images that this round's local steps will ask for. */
  private Shard drawn(int worker, Iterator<ImageBlock> blocks) {
    Recipe recipe = networks.recipe();
    long size = shardSizes[worker];
    BatchOrder order = new BatchOrder(recipe.batch().drawing(), seeds, worker, size);
    long perStep = recipe.realPerStep();
    return Shards.drawn(blocks, size, order, start.value().steps() * perStep, localSteps * perStep);
  }
}
