package io.sparkgan.spark;

import io.sparkgan.averaging.ChunkPlan;
import io.sparkgan.config.Settings;
import io.sparkgan.state.GanState;
import io.sparkgan.training.RoundAssembly;
import io.sparkgan.training.RoundOutcome;
import io.sparkgan.training.RoundRunner;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/**
 * A round as one Spark job: broadcast the state, train every worker beside its shard, bring each
 * chunk's contributions together in a sorted shuffle, average there, and collect one model. So the
 * driver receives the same however many workers there are, and sums have one order whatever the
 * cores, executors or retries.
 */
public final class SparkRoundRunner implements RoundRunner {
  private final JavaSparkContext context;
  private final Settings settings;
  private final Shards shards;

  public SparkRoundRunner(JavaSparkContext context, Settings settings, Shards shards) {
    this.context = context;
    this.settings = settings;
    this.shards = shards;
  }

  @Override
  public RoundOutcome run(int round, GanState state) {
    context.setJobDescription(
        "round %d/%d: train %d workers"
            .formatted(round, settings.training().rounds(), shards.workers()));
    long begun = System.nanoTime();
    Broadcast<GanState> start = context.broadcast(state);
    long broadcast = System.nanoTime();
    try {
      List<RoundMessage> messages =
          TaskErrors.unwrapped(
              () ->
                  shards
                      .blocks()
                      .mapPartitionsWithIndex(
                          new WorkerTask(round, shards.sizes(), settings, start), false)
                      .mapToPair(pair -> pair)
                      .repartitionAndSortWithinPartitions(
                          new ChunkPartitioner(reducers(state)), new ChunkKey.Order())
                      .mapPartitions(new AveragingTask())
                      .collect());
      return outcome(
          state, messages, millis(broadcast - begun), millis(System.nanoTime() - broadcast));
    } finally {
      start.destroy();
    }
  }

  private int reducers(GanState state) {
    ChunkPlan plan =
        new ChunkPlan(state.layout(), settings.averaging().updaterState(), shards.workers());
    return Math.min(plan.chunks().size(), context.defaultParallelism());
  }

  /**
   * Reducers begin when the last worker has ended, so what the slowest of them took is not
   * training.
   */
  private RoundOutcome outcome(
      GanState start, List<RoundMessage> messages, long broadcastMillis, long jobMillis) {
    RoundAssembly assembly = new RoundAssembly(settings, shards.workers(), start);
    long averageMillis = 0;
    for (RoundMessage message : messages) {
      if (message instanceof RoundMessage.Mean mean) {
        assembly.add(mean.chunk(), mean.mean());
      } else if (message instanceof RoundMessage.Report report) {
        assembly.add(report.report());
      } else if (message instanceof RoundMessage.Reduced reduced) {
        averageMillis = Math.max(averageMillis, reduced.millis());
      }
    }
    return assembly.finish(broadcastMillis, Math.max(0, jobMillis - averageMillis), averageMillis);
  }

  private static long millis(long nanos) {
    return TimeUnit.NANOSECONDS.toMillis(nanos);
  }
}
