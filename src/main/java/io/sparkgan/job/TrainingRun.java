package io.sparkgan.job;

import io.sparkgan.config.Settings;
import io.sparkgan.gan.Machine;
import io.sparkgan.spark.Shards;
import io.sparkgan.spark.SparkRoundRunner;
import io.sparkgan.state.Layout;
import io.sparkgan.storage.Fingerprints;
import io.sparkgan.storage.PngGrid;
import io.sparkgan.storage.RunDirectory;
import io.sparkgan.training.CheckpointStore;
import io.sparkgan.training.CheckpointStore.Checkpoint;
import io.sparkgan.training.MovingAverage;
import io.sparkgan.training.RoundEvaluations;
import io.sparkgan.training.TrainingLoop;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/** Training in a run directory: what {@link TrainJob} begins and {@link ResumeJob} goes on with. */
final class TrainingRun {
  private final RunDirectory run;
  private final Settings settings;
  private final Shards shards;
  private final Judging judging;
  private final Console console;
  private final BooleanSupplier stop;

  TrainingRun(
      RunDirectory run,
      Settings settings,
      Shards shards,
      Judging judging,
      Console console,
      BooleanSupplier stop) {
    this.run = run;
    this.settings = settings;
    this.shards = shards;
    this.judging = judging;
    this.console = console;
    this.stop = stop;
  }

  CheckpointStore checkpoints(Layout networks) {
    String layout = new MovingAverage(settings.ema()).layout(networks).fingerprint();
    return run.checkpoints(
        new Fingerprints(layout, settings.fingerprint(), shards.fingerprint().toString()),
        settings.checkpoint().keep());
  }

  /** Trains to the end or to a stop request, and says where everything is. */
  void train(
      SparkSession spark, CheckpointStore checkpoints, Function<TrainingLoop, Checkpoint> start) {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    console
        .out()
        .printf("%,d images to train on, %,d held out%n", shards.images(), shards.heldOut());
    console.out().printf("computing with %s%n", Machine.here().describe(settings.compute()));
    run.shards().write(shards.audit());
    Checkpoint last;
    boolean plateau;
    try (ConsoleProgress progress = new ConsoleProgress(console, settings.training().rounds())) {
      RoundEvaluations evaluations =
          judging.evaluations(settings, run.evaluations(), checkpoints, progress);
      TrainingLoop loop =
          new TrainingLoop(
              settings,
              new SparkRoundRunner(context, settings, shards),
              checkpoints,
              run.metrics(),
              run.samples(new PngGrid(settings.samples().columns())),
              judging.appraiser(),
              evaluations,
              progress,
              stop);
      last = loop.train(start.apply(loop));
      plateau = evaluations.plateau();
    }
    new RunSummary(run, settings).print(console.out(), last.round(), plateau);
  }
}
