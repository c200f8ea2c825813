package io.sparkgan.spark;

import io.sparkgan.averaging.ChunkPlan;
import io.sparkgan.config.Settings.Averaging;
import io.sparkgan.state.GanState;
import io.sparkgan.training.RoundAssembly;
import io.sparkgan.training.RoundOutcome;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/**
 * A round as one Spark job: broadcast the state, let every worker make chunks of its own of it,
 * bring each chunk's contributions together in a sorted shuffle, average there, and collect one
 * model. So the driver receives the same however many workers there are, and sums have one order
 * whatever the cores, executors or retries.
 */
record RoundJob(JavaSparkContext context, Averaging averaging, int workers) {

  /**
   * Runs it.
   *
   * @param localSteps that each worker takes
   * @param emitted from the broadcast state to what all workers send
   * @throws io.sparkgan.training.DivergedException if a worker diverged
   */
  RoundOutcome run(
      GanState state,
      int localSteps,
      Function<Broadcast<GanState>, JavaPairRDD<ChunkKey, RoundMessage>> emitted) {
    long begun = System.nanoTime();
    Broadcast<GanState> start = context.broadcast(state);
    long broadcast = System.nanoTime();
    try {
      List<RoundMessage> messages =
          TaskErrors.unwrapped(
              () ->
                  emitted
                      .apply(start)
                      .repartitionAndSortWithinPartitions(
                          new ChunkPartitioner(reducers(state)), new ChunkKey.Order())
                      .mapPartitions(new AveragingTask())
                      .collect());
      requireFinite(messages);
      return outcome(
          new RoundAssembly(averaging, workers, state, localSteps),
          messages,
          millis(broadcast - begun),
          millis(System.nanoTime() - broadcast));
    } finally {
      start.destroy();
    }
  }

  private int reducers(GanState state) {
    ChunkPlan plan = new ChunkPlan(state.layout(), averaging.updaterState(), workers);
    return Math.min(plan.chunks().size(), context.defaultParallelism());
  }

  /** Of many that diverged the first, whichever was told of first. */
  private static void requireFinite(List<RoundMessage> messages) {
    messages.stream()
        .flatMap(
            message ->
                message instanceof RoundMessage.Diverged diverged
                    ? Stream.of(diverged)
                    : Stream.empty())
        .min(Comparator.comparingInt(RoundMessage.Diverged::worker))
        .ifPresent(
            first -> {
              throw first.divergence();
            });
  }

  /**
   * Reducers begin when the last worker has ended, so what the slowest of them took is not
   * training.
   */
  private static RoundOutcome outcome(
      RoundAssembly assembly, List<RoundMessage> messages, long broadcastMillis, long jobMillis) {
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
