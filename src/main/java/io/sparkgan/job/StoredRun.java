package io.sparkgan.job;

import io.sparkgan.config.Configuration;
import io.sparkgan.config.SeedSequence;
import io.sparkgan.config.Settings;
import io.sparkgan.config.UserInputException;
import io.sparkgan.evaluation.JudgeModel;
import io.sparkgan.gan.InitialState;
import io.sparkgan.spark.Shards;
import io.sparkgan.state.GanState;
import io.sparkgan.storage.CheckpointFile;
import io.sparkgan.storage.OwnCheckpoints;
import io.sparkgan.storage.PastEvaluations;
import io.sparkgan.storage.RunDirectory;
import io.sparkgan.storage.RunManifest;
import io.sparkgan.storage.StoredCheckpoint;
import io.sparkgan.storage.WriteLock;
import io.sparkgan.training.CheckpointStore;
import io.sparkgan.training.CheckpointStore.Checkpoint;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.apache.spark.sql.SparkSession;

/**
 * A run that is there, to be gone on with: what {@link ResumeJob} does, and a sweep with its cells.
 *
 * @param manifest its description, as it is to be from now on
 * @param past the evaluations that it has
 */
record StoredRun(RunDirectory directory, RunManifest manifest, PastEvaluations past) {

  /** The run as it was begun. */
  static StoredRun of(RunDirectory directory) {
    return new StoredRun(directory, directory.manifest(), directory.pastEvaluations());
  }

  /** The run with another total of rounds. */
  StoredRun withRounds(String total) {
    Configuration changed = configuration().with(Map.of("training.rounds", total));
    return new StoredRun(directory, manifest.withConfiguration(changed.json()), past);
  }

  Configuration configuration() {
    return manifest.recorded(directory.uri() + "/run.json");
  }

  /** Whether it has come to its end. */
  RunEnd end() {
    return new RunEnd(directory, configuration().settings(), past);
  }

  /**
   * Removes what an interruption left behind, though the run has come to its end. If its newest
   * checkpoint is damaged or another run's, nothing is touched.
   *
   * @param lock that of its folder
   * @throws UserInputException if there are links in it, or all its checkpoints are another run's
   */
  void discardLeftovers(WriteLock lock) {
    directory.requireNoLinks();
    List<Integer> rounds = directory.checkpoints().rounds();
    int newest = rounds.isEmpty() ? -1 : rounds.get(rounds.size() - 1);
    Optional<StoredCheckpoint> last = OwnCheckpoints.of(directory).toGoOnFrom();
    if (last.isEmpty() || last.get().round() != newest) {
      return;
    }
    lock.requireHeld();
    directory.discardAfter(newest);
  }

  /**
   * Trains on from the latest checkpoint, or from the beginning if nothing was committed.
   *
   * @param lock that of its folder
   * @throws UserInputException if it cannot go on; then nothing was changed
   */
  void train(
      WriteLock lock,
      SparkSession spark,
      org.apache.hadoop.conf.Configuration hadoop,
      Optional<JudgeModel> judge,
      RunListener listener,
      BooleanSupplier stop) {
    Settings settings = configuration().settings();
    try (listener;
        Shards shards = Shards.load(spark, settings);
        Judging judging = Judging.begin(spark, settings, judge, past)) {
      TrainingRun training =
          new TrainingRun(directory, lock, settings, shards, judging, listener, stop);
      goOn(lock, spark, hadoop, settings, training);
    }
  }

  private void goOn(
      WriteLock lock,
      SparkSession spark,
      org.apache.hadoop.conf.Configuration hadoop,
      Settings settings,
      TrainingRun training) {
    GanState fresh =
        InitialState.of(settings.recipe(), new SeedSequence(settings.training().seed()));
    CheckpointStore store = training.checkpoints(fresh.layout());
    directory.requireNoLinks();
    Optional<Checkpoint> latest = store.latest();
    if (latest.isEmpty() && !directory.checkpoints().rounds().isEmpty()) {
      throw new UserInputException(
          "Run %s has checkpoints of rounds %s, and this version can read none of them; nothing was changed"
              .formatted(directory.uri(), directory.checkpoints().rounds()));
    }
    // Only now is it sure that the run can go on, so only now is anything of it changed.
    lock.requireHeld();
    if (!manifest.json().equals(directory.runJson())) {
      directory.describe(manifest.json());
    }
    training.discardAfter(latest.map(Checkpoint::round).orElse(-1));
    String line =
        latest
            .map(it -> "run %s goes on after round %d".formatted(directory.name(), it.round()))
            .orElse("run %s had committed nothing and begins again".formatted(directory.name()));
    training.train(
        spark, store, line, loop -> latest.orElseGet(() -> loop.begin(initial(hadoop, fresh))));
  }

  /** The state of round 0, which a run that was interrupted before its first commit needs again. */
  private GanState initial(org.apache.hadoop.conf.Configuration hadoop, GanState fresh) {
    return manifest
        .initFrom()
        .map(uri -> CheckpointFile.read(hadoop, uri).warmStart(fresh, uri))
        .orElse(fresh);
  }
}
