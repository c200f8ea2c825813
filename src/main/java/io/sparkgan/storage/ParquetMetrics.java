package io.sparkgan.storage;

import io.sparkgan.config.Interval;
import io.sparkgan.gan.StepMetrics;
import io.sparkgan.training.MetricsSink;
import io.sparkgan.training.RoundOutcome;
import io.sparkgan.training.RoundRecord;
import io.sparkgan.training.WorkerReport;
import java.util.List;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.example.data.Group;

/** The tables {@code steps}, {@code workers} and {@code rounds} of one run. */
final class ParquetMetrics implements MetricsSink {
  private static final String STEPS =
      """
      message steps {
        required binary run (STRING);
        required int32 round;
        required int32 worker;
        required int64 step;
        required double d_loss;
        required double g_loss;
        required double d_real_probability;
        required double d_generated_probability;
        required double d_real_accuracy;
        required double d_generated_accuracy;
      }
      """;

  private static final String WORKERS =
      """
      message workers {
        required binary run (STRING);
        required int32 round;
        required int32 worker;
        required binary host (STRING);
        required int64 shard_images;
        required double weight;
        required int32 local_steps;
        required int64 images;
        required int64 restore_wall_ms;
        required int64 train_wall_ms;
        required int64 emit_wall_ms;
        required int64 native_bytes;
        required int64 bytes_emitted;
        required double generator_drift;
        required double discriminator_drift;
      }
      """;

  private final String run;
  private final ParquetTable steps;
  private final ParquetTable workers;
  private final RoundsTable rounds;

  ParquetMetrics(HadoopFiles files, Path folder, String run) {
    this.run = run;
    this.steps = new ParquetTable(files, new Path(folder, "steps"), STEPS);
    this.workers = new ParquetTable(files, new Path(folder, "workers"), WORKERS);
    this.rounds = new RoundsTable(files, new Path(folder, "rounds"));
  }

  @Override
  public void writeDetails(int round, RoundOutcome outcome) {
    steps.write(
        round,
        outcome.workers().stream()
            .flatMap(w -> w.steps().stream().map(step -> row(round, w.worker(), step))));
    workers.write(round, outcome.workers().stream().map(worker -> row(round, worker)));
  }

  @Override
  public void writeRound(RoundRecord round) {
    rounds.write(run, round);
  }

  @Override
  public List<Interval.Trained> newest(int round, int count) {
    return rounds.newest(round, count);
  }

  private Group row(int round, int worker, StepMetrics step) {
    return steps
        .row()
        .append("run", run)
        .append("round", round)
        .append("worker", worker)
        .append("step", step.step())
        .append("d_loss", step.discriminatorLoss())
        .append("g_loss", step.generatorLoss())
        .append("d_real_probability", step.realProbability())
        .append("d_generated_probability", step.generatedProbability())
        .append("d_real_accuracy", step.realAccuracy())
        .append("d_generated_accuracy", step.generatedAccuracy());
  }

  private Group row(int round, WorkerReport worker) {
    return workers
        .row()
        .append("run", run)
        .append("round", round)
        .append("worker", worker.worker())
        .append("host", worker.host())
        .append("shard_images", worker.shardImages())
        .append("weight", worker.weight())
        .append("local_steps", worker.localSteps())
        .append("images", worker.images())
        .append("restore_wall_ms", worker.restoreMillis())
        .append("train_wall_ms", worker.trainMillis())
        .append("emit_wall_ms", worker.emitMillis())
        .append("native_bytes", worker.nativeBytes())
        .append("bytes_emitted", worker.bytesEmitted())
        .append("generator_drift", worker.generatorDrift())
        .append("discriminator_drift", worker.discriminatorDrift());
  }
}
