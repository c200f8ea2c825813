package io.sparkgan.training;

import io.sparkgan.averaging.Chunk;
import io.sparkgan.averaging.ChunkPlan;
import io.sparkgan.averaging.Contribution;
import io.sparkgan.config.Settings.Averaging;
import io.sparkgan.gan.LocalResult;
import io.sparkgan.gan.LocalTask;
import io.sparkgan.gan.LocalTrainer;
import io.sparkgan.gan.Machine;
import io.sparkgan.state.GanState;

/**
 * What a worker does in a round, wherever it runs: train, then hand its state out in chunks.
 *
 * @param realPerStep real images in one local step
 */
public record WorkerRound(Averaging averaging, int workers, int realPerStep) {

  /**
   * Trains one worker.
   *
   * @param host where this happens
   * @throws DivergedException if the worker's state or loss is not finite
   */
  public Outcome run(LocalTrainer trainer, LocalTask task, String host) {
    LocalResult result = trainer.train(task);
    result
        .divergence()
        .ifPresent(
            divergence -> {
              throw new DivergedException(
                  task.round(), task.worker(), divergence.network(), divergence.step());
            });
    GanState state = result.state();
    ChunkPlan plan = new ChunkPlan(state.layout(), averaging.updaterState(), workers);
    WorkerReport report =
        new WorkerReport(
            task.worker(),
            host,
            Machine.here().instructions(),
            (long) result.steps().size() * realPerStep,
            task.shard().size(),
            0,
            result.restoreMillis(),
            result.trainMillis(),
            result.emitMillis(),
            result.nativeBytes(),
            plan.bytes(),
            0,
            0,
            result.steps());
    return new Outcome(state, plan, report, averaging.weight(task.shard().size()));
  }

  /**
   * A trained worker.
   *
   * @param report without share and drift, which only the average tells
   */
  public record Outcome(GanState state, ChunkPlan plan, WorkerReport report, double weight) {

    /** This worker's part of the average of one chunk. */
    public Contribution contribution(Chunk chunk) {
      return new Contribution(report.worker(), weight, chunk.cut(state));
    }
  }
}
