package io.sparkgan.spark;

import io.sparkgan.averaging.ChunkPlan;
import io.sparkgan.config.Settings.Averaging;
import io.sparkgan.state.GanState;
import io.sparkgan.training.RoundOutcome;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Rounds of workers that do not train: what a round costs besides training, for any number of
 * workers and any size of state.
 */
public final class AveragingProbe {
  private final JavaSparkContext context;
  private final Averaging averaging;
  private final int workers;

  public AveragingProbe(JavaSparkContext context, Averaging averaging, int workers) {
    this.context = context;
    this.averaging = averaging;
    this.workers = workers;
  }

  /**
   * One round.
   *
   * @param outcome its average, and what it took by phase; "training" is to make, cut and write the
   *     workers' copies
   * @param wallMillis from the broadcast to the assembled average
   * @param driverBytes what tasks sent to the driver, as Spark serialised it
   * @param chunks in how many pieces the state was averaged
   * @param peaks the most memory that each process has had so far
   */
  public record Cost(
      RoundOutcome outcome,
      long wallMillis,
      long driverBytes,
      int chunks,
      List<ProcessPeak> peaks) {
    public Cost {
      peaks = List.copyOf(peaks);
    }
  }

  /** Measures a round that begins with a state. */
  public Cost measure(GanState state) {
    context.setJobDescription("average %d workers that do not train".formatted(workers));
    RoundJob job = new RoundJob(context, averaging, workers);
    try (ResultBytes results = ResultBytes.of(context)) {
      long begun = System.nanoTime();
      RoundOutcome outcome =
          job.run(
              state,
              0,
              start ->
                  context
                      .parallelize(Collections.nCopies(workers, 0), workers)
                      .mapPartitionsWithIndex(
                          new UntrainedWorkerTask(averaging, workers, start), false)
                      .mapToPair(pair -> pair));
      long wallMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
      int chunks = new ChunkPlan(state.layout(), averaging.updaterState(), workers).chunks().size();
      return new Cost(outcome, wallMillis, results.sum(), chunks, ProcessPeak.all(context));
    }
  }
}
