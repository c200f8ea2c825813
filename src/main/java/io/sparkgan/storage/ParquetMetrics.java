package io.sparkgan.storage;

import io.sparkgan.config.Interval;
import io.sparkgan.gan.StepMetrics;
import io.sparkgan.training.MetricsSink;
import io.sparkgan.training.RoundOutcome;
import io.sparkgan.training.RoundRecord;
import java.util.List;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.example.data.Group;

/** The tables {@code steps}, {@code workers} and {@code rounds} of one run. */
final class ParquetMetrics implements MetricsSink {
  static final String STEPS =
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

  private final String run;
  private final ParquetTable steps;
  private final WorkersTable workers;
  private final RoundsTable rounds;

  ParquetMetrics(HadoopFiles files, Path folder, String run) {
    this.run = run;
    this.steps = new ParquetTable(files, new Path(folder, "steps"), STEPS);
    this.workers = new WorkersTable(files, new Path(folder, "workers"));
    this.rounds = new RoundsTable(files, new Path(folder, "rounds"));
  }

  @Override
  public void writeDetails(int round, RoundOutcome outcome) {
    steps.write(
        round,
        outcome.workers().stream()
            .flatMap(w -> w.steps().stream().map(step -> row(round, w.worker(), step))));
    workers.write(run, round, outcome.workers());
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
}
