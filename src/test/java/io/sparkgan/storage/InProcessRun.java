package io.sparkgan.storage;

import io.sparkgan.Computes;
import io.sparkgan.TinyRecipes;
import io.sparkgan.config.Interval;
import io.sparkgan.config.Partition;
import io.sparkgan.config.Protocol;
import io.sparkgan.config.Recipe;
import io.sparkgan.config.Score;
import io.sparkgan.config.SeedSequence;
import io.sparkgan.config.Settings;
import io.sparkgan.config.Settings.Averaging;
import io.sparkgan.config.Settings.Averaging.UpdaterState;
import io.sparkgan.config.Settings.Averaging.Weights;
import io.sparkgan.evaluation.Evaluation;
import io.sparkgan.gan.InitialState;
import io.sparkgan.state.GanState;
import io.sparkgan.state.Layout;
import io.sparkgan.storage.WriteLock.IfUnsure;
import io.sparkgan.training.CheckpointStore;
import io.sparkgan.training.CheckpointStore.Checkpoint;
import io.sparkgan.training.InProcessRoundRunner;
import io.sparkgan.training.MovingAverage;
import io.sparkgan.training.Progress;
import io.sparkgan.training.RoundOutcome;
import io.sparkgan.training.RoundRecord;
import io.sparkgan.training.RoundRunner;
import io.sparkgan.training.SampleAppraiser;
import io.sparkgan.training.ScheduledEvaluations;
import io.sparkgan.training.ShardLabels;
import io.sparkgan.training.TrainingLoop;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.apache.hadoop.fs.Path;

/**
 * A run of two rounds that two workers train in this process, and that writes whatever a run
 * writes; its tables are not compacted, of which {@link CompactionIT} breaks every call. It goes on
 * as the jobs do. Rounds that begin with the same state are trained only once.
 */
final class InProcessRun {
  static final int ROUNDS = 2;
  static final int SAMPLES = 4;

  /** Of both, as both are evaluated. */
  static final int BEST = 1;

  private static final Recipe RECIPE = TinyRecipes.configured();

  private final Settings settings;
  private final Fingerprints fingerprints;
  private final RoundRunner runner;
  private final Map<String, RoundOutcome> trained = new HashMap<>();

  InProcessRun() {
    settings = settings();
    Layout networks = InitialState.of(RECIPE, new SeedSequence(42)).layout();
    fingerprints =
        new Fingerprints(
            new MovingAverage(settings.ema()).layout(networks).fingerprint(), "settings", "data");
    runner =
        new InProcessRoundRunner(
            settings, List.of(TinyRecipes.shard(RECIPE, 9, 1), TinyRecipes.shard(RECIPE, 10, 2)));
  }

  /**
   * Begins the run, or goes on with what of it is there, to its end. Its lock is that of a process
   * which is gone, as it is for whoever finds it. Killed between making the lock and writing into
   * it, a driver leaves one that says nobody's name and counts for a minute; not to wait for that,
   * it is taken over as by {@code --take-over}, which does nothing else here.
   *
   * @param committed is given each checkpoint after it was committed
   */
  void train(HadoopFiles files, Path folder, Consumer<Checkpoint> committed) {
    LockFiles locks = new LockFiles(files, files.qualified(folder));
    LockHolder holder = WriteLockFolder.holder(WriteLockFolder.GONE);
    try (WriteLock lock = WriteLock.take(locks, holder, IfUnsure.TAKE_OVER, notice -> {})) {
      train(lock, files, folder, committed);
    }
  }

  private void train(
      WriteLock lock, HadoopFiles files, Path folder, Consumer<Checkpoint> committed) {
    RunDirectory run = new RunDirectory(files, folder);
    CheckpointStore store =
        lock.guarding(run.checkpoints(fingerprints, settings.checkpoint().keep()))
            .afterCommit(committed);
    boolean there = files.isFile(new Path(folder, "run.json"));
    PastEvaluations past = there ? run.pastEvaluations() : PastEvaluations.none();
    Optional<Checkpoint> latest = there ? store.latest() : Optional.empty();
    lock.requireHeld();
    if (there) {
      run.discardAfter(latest.map(Checkpoint::round).orElse(-1));
    } else {
      run.describe("{}");
    }
    run.shards().write(List.of(new ShardLabels(0, -1, 9), new ShardLabels(1, -1, 10)));
    TrainingLoop loop = loop(lock, run, store, past);
    loop.train(latest.orElseGet(loop::begin));
  }

  private TrainingLoop loop(
      WriteLock lock, RunDirectory run, CheckpointStore store, PastEvaluations past) {
    Progress silent = new Silence();
    return new TrainingLoop(
        settings,
        lock.guarding(this::trainedOnce),
        store,
        run.metrics(),
        run.samples(new PngGrid(2)),
        SampleAppraiser.none(),
        new ScheduledEvaluations(
            settings,
            past.history(Protocol.N500, Score.FRECHET_DISTANCE),
            (round, shown) -> List.of(evaluation(round)),
            lock.guarding(run.evaluations()),
            store,
            silent),
        silent,
        () -> false);
  }

  private static Evaluation evaluation(int round) {
    return TestRuns.evaluation(Protocol.N500, round == BEST ? 1 : 10);
  }

  private RoundOutcome trainedOnce(int round, int localSteps, GanState state) {
    return trained.computeIfAbsent(
        round + state.sha256(), unused -> runner.run(round, localSteps, state));
  }

  private static Settings settings() {
    return new Settings(
        RECIPE,
        new Settings.Data("none", 0, Partition.IID),
        new Settings.Training(OptionalInt.of(2), 2, ROUNDS, OptionalDouble.empty(), 42),
        new Averaging(Weights.SHARD_SIZE, UpdaterState.AVERAGE, new Interval.Constant()),
        new Settings.Ema(0.5, true),
        new Settings.Checkpoint(1, 1),
        new Settings.Samples(1, SAMPLES, 2),
        new Settings.Metrics(0),
        new Settings.Evaluation(
            1, List.of(Protocol.N500), "mnist", Score.FRECHET_DISTANCE, 0, false),
        Computes.USUAL);
  }

  private static final class Silence implements Progress {
    @Override
    public void recorded(RoundRecord round, int rounds, long stepsLeft) {}

    @Override
    public void evaluated(int round, List<Evaluation> evaluations, OptionalInt best) {}
  }
}
