package io.sparkgan.job;

import io.sparkgan.config.Settings;
import io.sparkgan.report.ReportPage;
import io.sparkgan.spark.Shards;
import io.sparkgan.spark.SparkRoundRunner;
import io.sparkgan.state.Layout;
import io.sparkgan.storage.Fingerprints;
import io.sparkgan.storage.OwnCheckpoints;
import io.sparkgan.storage.PngGrid;
import io.sparkgan.storage.RunDirectory;
import io.sparkgan.storage.WriteLock;
import io.sparkgan.training.CheckpointStore;
import io.sparkgan.training.CheckpointStore.Checkpoint;
import io.sparkgan.training.MovingAverage;
import io.sparkgan.training.RoundEvaluations;
import io.sparkgan.training.TrainingLoop;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/**
 * Training in a run directory: what a {@link NewRun} begins and a {@link StoredRun} goes on with.
 */
final class TrainingRun {
  private final RunDirectory run;
  private final WriteLock lock;
  private final Settings settings;
  private final Shards shards;
  private final Judging judging;
  private final RunListener listener;
  private final BooleanSupplier stop;

  TrainingRun(
      RunDirectory run,
      WriteLock lock,
      Settings settings,
      Shards shards,
      Judging judging,
      RunListener listener,
      BooleanSupplier stop) {
    this.run = run;
    this.lock = lock;
    this.settings = settings;
    this.shards = shards;
    this.judging = judging;
    this.listener = listener;
    this.stop = stop;
  }

  CheckpointStore checkpoints(Layout networks) {
    String layout = new MovingAverage(settings.ema()).layout(networks).fingerprint();
    CheckpointStore store =
        run.checkpoints(
            new Fingerprints(layout, settings.fingerprint(), shards.fingerprint().toString()),
            settings.checkpoint().keep(),
            listener::warns);
    // The lock is inside, so that a driver that lost it in a commit does not compact.
    return run.compacting(lock.guarding(store), settings.metrics().compactEvery());
  }

  /**
   * Removes what lies beyond the round that training goes on from, to be made again; checkpoints of
   * other runs are kept by other names, and that is said.
   */
  void discardAfter(int round) {
    OwnCheckpoints.of(run).setAsideAfter(round).forEach(listener::warns);
    run.discardAfter(round);
  }

  /**
   * Trains to the end or to a stop request.
   *
   * @param line which run it is, and where it begins or goes on
   */
  void train(
      SparkSession spark,
      CheckpointStore checkpoints,
      String line,
      Function<TrainingLoop, Checkpoint> start) {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    listener.begins(line, settings, shards);
    run.shards().write(shards.audit());
    MixedInstructions progress = new MixedInstructions(listener);
    RoundEvaluations evaluations =
        judging.evaluations(settings, lock.guarding(run.evaluations()), checkpoints, progress);
    TrainingLoop loop =
        new TrainingLoop(
            settings,
            lock.guarding(new SparkRoundRunner(context, settings, shards)),
            checkpoints,
            run.metrics(),
            run.samples(new PngGrid(settings.samples().columns())),
            judging.appraiser(),
            evaluations,
            progress,
            stop);
    Checkpoint from = start.apply(loop);
    progress.begin(run.instructions(from.round()));
    Checkpoint last = loop.train(from);
    report();
    listener.ended(run, settings, last.round(), evaluations.plateau());
  }

  /** All that counts is committed by now, so a page that cannot be written fails nothing. */
  private void report() {
    try {
      lock.requireHeld();
      ReportPage.of(List.of(run)).write(run.report());
    } catch (RuntimeException | OutOfMemoryError e) {
      listener.warns(
          "the report is not written: %s; write it with jobs/report --run-dir %s"
              .formatted(e.getMessage(), run.uri()));
    }
  }
}
