package io.sparkgan.storage;

import io.sparkgan.config.Interval;
import io.sparkgan.training.MetricsSink;
import io.sparkgan.training.RoundOutcome;
import io.sparkgan.training.RoundRecord;
import java.util.List;
import org.apache.hadoop.fs.Path;

/** The tables {@code steps}, {@code workers} and {@code rounds} of one run. */
final class ParquetMetrics implements MetricsSink {
  private final String run;
  private final StepsTable steps;
  private final WorkersTable workers;
  private final RoundsTable rounds;

  ParquetMetrics(HadoopFiles files, Path folder, String run) {
    this.run = run;
    this.steps = new StepsTable(files, new Path(folder, "steps"));
    this.workers = new WorkersTable(files, new Path(folder, "workers"));
    this.rounds = new RoundsTable(files, new Path(folder, "rounds"));
  }

  @Override
  public void writeDetails(int round, RoundOutcome outcome) {
    steps.write(run, round, outcome.workers());
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
}
