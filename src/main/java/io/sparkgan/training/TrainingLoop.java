package io.sparkgan.training;

import io.sparkgan.config.SeedSequence;
import io.sparkgan.config.Settings;
import io.sparkgan.gan.InitialState;
import io.sparkgan.state.GanState;
import io.sparkgan.training.CheckpointStore.Checkpoint;
import io.sparkgan.training.CheckpointStore.Pending;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * The rounds of a run, one after another: train on all workers, average, record, commit. A round's
 * rows and pictures are written first and its checkpoint is renamed into place last, so whatever
 * lies beyond the newest checkpoint can be removed and made again.
 */
public final class TrainingLoop {
  private final Settings settings;
  private final RoundRunner runner;
  private final CheckpointStore checkpoints;
  private final MetricsSink metrics;
  private final SampleSink samples;
  private final Progress progress;
  private final BooleanSupplier stopRequested;
  private final SampleGrid grid;
  private final MovingAverage average;

  /**
   * A loop over the given ports.
   *
   * @param stopRequested asked between rounds; once true the loop commits what it has and ends
   */
  public TrainingLoop(
      Settings settings,
      RoundRunner runner,
      CheckpointStore checkpoints,
      MetricsSink metrics,
      SampleSink samples,
      Progress progress,
      BooleanSupplier stopRequested) {
    this.settings = settings;
    this.runner = runner;
    this.checkpoints = checkpoints;
    this.metrics = metrics;
    this.samples = samples;
    this.progress = progress;
    this.stopRequested = stopRequested;
    this.grid =
        new SampleGrid(
            settings.recipe(),
            settings.compute(),
            new SeedSequence(settings.training().seed()),
            settings.samples());
    this.average = new MovingAverage(settings.ema());
  }

  /**
   * Commits round 0: the state that training begins with, and what its generator makes of the
   * grid's latents.
   *
   * @param initial both networks, without an average
   */
  public Checkpoint begin(GanState initial) {
    Checkpoint checkpoint = new Checkpoint(0, average.begin(initial));
    samples.write(0, grid.of(initial));
    try (Pending pending = checkpoints.prepare(checkpoint)) {
      pending.commit();
    }
    return checkpoint;
  }

  /** {@link #begin(GanState)} with freshly drawn weights. */
  public Checkpoint begin() {
    return begin(InitialState.of(settings.recipe(), new SeedSequence(settings.training().seed())));
  }

  /**
   * Trains until the run has all its rounds or a stop is requested.
   *
   * @return the last committed round
   * @throws DivergedException if a state or loss is not finite; what was committed before stays
   */
  public Checkpoint train(Checkpoint from) {
    int rounds = settings.training().rounds();
    Checkpoint current = from;
    boolean stopping = stopRequested.getAsBoolean();
    while (current.round() < rounds && !stopping) {
      int round = current.round() + 1;
      RoundOutcome outcome = runner.run(round, current.state().withoutAverage());
      refuseNotFinite(round, outcome);
      current = new Checkpoint(round, average.next(round, current.state(), outcome.state()));
      stopping = stopRequested.getAsBoolean();
      boolean commit = stopping || isDue(round, settings.checkpoint().everyRounds());
      RoundRecord row = commit ? recordAndCommit(current, outcome) : record(current, outcome);
      progress.recorded(row, rounds);
    }
    return current;
  }

  /** Finite copies can have an infinite sum. */
  private static void refuseNotFinite(int round, RoundOutcome outcome) {
    outcome
        .state()
        .firstNotFinite()
        .ifPresent(
            section -> {
              throw new DivergedException(round, section.name(), outcome.state().steps());
            });
  }

  private RoundRecord record(Checkpoint checkpoint, RoundOutcome outcome) {
    long begun = System.nanoTime();
    writeDetails(checkpoint, outcome);
    return writeRow(checkpoint.round(), outcome, begun);
  }

  private RoundRecord recordAndCommit(Checkpoint checkpoint, RoundOutcome outcome) {
    long begun = System.nanoTime();
    writeDetails(checkpoint, outcome);
    try (Pending pending = checkpoints.prepare(checkpoint)) {
      RoundRecord row = writeRow(checkpoint.round(), outcome, begun);
      pending.commit();
      return row;
    }
  }

  private void writeDetails(Checkpoint checkpoint, RoundOutcome outcome) {
    int round = checkpoint.round();
    if (isDue(round, settings.samples().everyRounds())) {
      samples.write(round, grid.of(average.shown(checkpoint.state())));
    }
    metrics.writeDetails(round, outcome);
  }

  private RoundRecord writeRow(int round, RoundOutcome outcome, long begun) {
    long commitMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
    RoundRecord row = new RoundRecord(round, outcome, commitMillis);
    metrics.writeRound(row);
    return row;
  }

  private boolean isDue(int round, int every) {
    return round % every == 0 || round == settings.training().rounds();
  }
}
