package io.sparkgan.job;

import io.sparkgan.config.Configuration;
import io.sparkgan.config.SeedSequence;
import io.sparkgan.config.Settings;
import io.sparkgan.gan.InitialState;
import io.sparkgan.spark.Shards;
import io.sparkgan.state.GanState;
import io.sparkgan.storage.CheckpointFile;
import io.sparkgan.storage.HadoopFiles;
import io.sparkgan.storage.PastEvaluations;
import io.sparkgan.storage.RunDirectory;
import io.sparkgan.storage.RunManifest;
import io.sparkgan.storage.WriteLock;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.apache.spark.sql.SparkSession;

/** A run that is not there yet: what {@link TrainJob} trains, and each cell of a sweep. */
final class NewRun {
  private final RunPlan plan;
  private final RunPlace place;
  private final Optional<String> initFrom;
  private final GanState initial;

  private NewRun(RunPlan plan, RunPlace place, Optional<String> initFrom, GanState initial) {
    this.plan = plan;
    this.place = place;
    this.initFrom = initFrom;
    this.initial = initial;
  }

  /** A run that begins with freshly drawn weights. */
  static NewRun fresh(RunPlan plan, RunPlace place) {
    return new NewRun(plan, place, Optional.empty(), drawn(plan));
  }

  /**
   * A run that begins with the weights of a checkpoint.
   *
   * @throws io.sparkgan.config.UserInputException if they do not fit the recipe
   */
  static NewRun warmStarted(RunPlan plan, RunPlace place, String checkpoint) {
    String uri = HadoopFiles.absolute(place.hadoop(), checkpoint);
    GanState warm = CheckpointFile.read(place.hadoop(), uri).warmStart(drawn(plan), uri);
    return new NewRun(plan, place, Optional.of(uri), warm);
  }

  private static GanState drawn(RunPlan plan) {
    Settings settings = plan.settings();
    return InitialState.of(settings.recipe(), new SeedSequence(settings.training().seed()));
  }

  /**
   * Makes the run and trains it.
   *
   * @param lock that of its place
   * @param begun when that was
   */
  void train(
      WriteLock lock,
      SparkSession spark,
      Instant begun,
      RunListener listener,
      BooleanSupplier stop) {
    Configuration configuration = plan.configuration();
    try (listener;
        Shards shards = Shards.load(spark, configuration.settings());
        Judging judging =
            Judging.begin(
                spark,
                configuration.settings(),
                plan.judge(place.hadoop()),
                PastEvaluations.none())) {
      Configuration settled = withRounds(configuration, shards.images());
      RunManifest manifest = manifest(begun, spark, shards, settled);
      lock.requireHeld();
      RunDirectory directory = place.make(manifest.json());
      TrainingRun run =
          new TrainingRun(directory, lock, settled.settings(), shards, judging, listener, stop);
      run.train(
          spark,
          run.checkpoints(initial.layout()),
          "run %s: %s".formatted(place.run(), directory.uri()),
          loop -> loop.begin(initial));
    }
  }

  /** Rounds that make all workers together see the images to train on as often as asked. */
  private static Configuration withRounds(Configuration configuration, long images) {
    Settings settings = configuration.settings();
    Settings.Training training = settings.training();
    if (training.epochs().isEmpty()) {
      return configuration;
    }
    double steps = training.epochs().getAsDouble() * images / settings.imagesPerStep();
    long rounds = settings.averaging().interval().rounds(training.localSteps(), steps);
    return configuration.with(Map.of("training.rounds", Long.toString(rounds)));
  }

  private RunManifest manifest(
      Instant begun, SparkSession spark, Shards shards, Configuration configuration) {
    return new RunManifest(
        place.run(),
        DateTimeFormatter.ISO_INSTANT.format(begun.truncatedTo(ChronoUnit.SECONDS)),
        Versions.of(spark),
        shards.fingerprint().toString(),
        shards.images(),
        initFrom,
        configuration.json());
  }
}
