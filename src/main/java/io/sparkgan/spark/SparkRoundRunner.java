package io.sparkgan.spark;

import io.sparkgan.config.Settings;
import io.sparkgan.state.GanState;
import io.sparkgan.training.RoundOutcome;
import io.sparkgan.training.RoundRunner;
import org.apache.spark.api.java.JavaSparkContext;

/** Rounds in which every worker trains beside its shard, each round one Spark job. */
public final class SparkRoundRunner implements RoundRunner {
  private final RoundJob job;
  private final Settings settings;
  private final Shards shards;

  public SparkRoundRunner(JavaSparkContext context, Settings settings, Shards shards) {
    this.job = new RoundJob(context, settings.averaging(), shards.workers());
    this.settings = settings;
    this.shards = shards;
  }

  @Override
  public RoundOutcome run(int round, int localSteps, GanState state) {
    job.context()
        .setJobDescription(
            "round %d/%d: train %d workers"
                .formatted(round, settings.training().rounds(), shards.workers()));
    return job.run(
        state,
        localSteps,
        start ->
            shards
                .blocks()
                .mapPartitionsWithIndex(
                    new WorkerTask(round, localSteps, shards.sizes(), settings, start), false)
                .mapToPair(pair -> pair));
  }
}
