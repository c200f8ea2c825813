package io.sparkgan.training;

import io.sparkgan.config.SeedSequence;
import io.sparkgan.config.Settings;
import io.sparkgan.gan.InitialState;
import io.sparkgan.gan.Samples;
import io.sparkgan.state.GanState;
import io.sparkgan.training.CheckpointStore.Checkpoint;
import io.sparkgan.training.CheckpointStore.Pending;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * The rounds of a run, one after another: train on all workers, average, record, commit, evaluate.
 * A round's rows and pictures are written first and its checkpoint is renamed into place last, so
 * whatever lies beyond the newest checkpoint can be removed and made again. Its scores come after
 * that, as they cost much and change nothing that was committed.
 */
public final class TrainingLoop {
  private final Settings settings;
  private final RoundRunner runner;
  private final CheckpointStore checkpoints;
  private final MetricsSink metrics;
  private final SampleSink samples;
  private final SampleAppraiser appraiser;
  private final RoundEvaluations evaluations;
  private final Progress progress;
  private final BooleanSupplier stopRequested;
  private final SampleGrid grid;
  private final MovingAverage average;

  /**
   * A loop over the given ports.
   *
   * @param evaluations serve this one loop
   * @param stopRequested asked between rounds; once true the loop commits what it has and ends
   */
  public TrainingLoop(
      Settings settings,
      RoundRunner runner,
      CheckpointStore checkpoints,
      MetricsSink metrics,
      SampleSink samples,
      SampleAppraiser appraiser,
      RoundEvaluations evaluations,
      Progress progress,
      BooleanSupplier stopRequested) {
    this.settings = settings;
    this.runner = runner;
    this.checkpoints = checkpoints;
    this.metrics = metrics;
    this.samples = samples;
    this.appraiser = appraiser;
    this.evaluations = evaluations;
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
    writeSamples(0, initial);
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
   * Trains until the run has all its rounds, no longer gets better, or a stop is requested.
   *
   * <p>While a round is trained, the one before may still be evaluated. It is settled before
   * anything of the new round is written: if training should have ended there, the new round is
   * dropped, even if it failed.
   *
   * @return the last committed round
   * @throws DivergedException if a state or loss is not finite; what was committed before stays
   */
  public Checkpoint train(Checkpoint from) {
    int rounds = settings.training().rounds();
    Checkpoint current = from;
    boolean committed = true;
    RoundLengths lengths = new RoundLengths(settings, metrics, from.round());
    try (evaluations) {
      evaluations.resume(from);
      while (current.round() < rounds && !evaluations.plateau() && !stops(committed)) {
        int round = current.round() + 1;
        Optional<RoundOutcome> trained = trained(round, lengths.next(), current.state());
        if (trained.isPresent()) {
          RoundOutcome outcome = trained.get();
          current = new Checkpoint(round, average.next(round, current.state(), outcome.state()));
          committed = commits(round);
          RoundRecord row =
              committed ? recordAndCommit(current, outcome) : record(current, outcome);
          lengths.add(outcome);
          progress.recorded(row, rounds, lengths.left());
          evaluations.begin(current);
        }
      }
    }
    return current;
  }

  /** The next round; none if the one before it, once settled, turns out to be the last. */
  private Optional<RoundOutcome> trained(int round, int localSteps, GanState from) {
    RoundOutcome outcome;
    try {
      outcome = runner.run(round, localSteps, from.withoutAverage());
    } catch (Exception e) {
      // Spark throws its checked exceptions without declaring them.
      if (neverNeeded(e)) {
        return Optional.empty();
      }
      throw e;
    }
    evaluations.settle();
    if (evaluations.plateau()) {
      return Optional.empty();
    }
    refuseNotFinite(round, outcome);
    return Optional.of(outcome);
  }

  /** Whether the round that failed would not have been begun if the scores had come before it. */
  private boolean neverNeeded(Exception failure) {
    try {
      evaluations.settle();
    } catch (Exception e) {
      failure.addSuppressed(e);
      return false;
    }
    return evaluations.plateau();
  }

  /** A stop waits for a round that is committed. */
  private boolean stops(boolean committed) {
    return committed && stopRequested.getAsBoolean();
  }

  private boolean commits(int round) {
    return stopRequested.getAsBoolean()
        || isDue(round, settings.checkpoint().everyRounds())
        || evaluations.isDue(round);
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
      writeSamples(round, average.shown(checkpoint.state()));
    }
    metrics.writeDetails(round, outcome);
  }

  private void writeSamples(int round, GanState shown) {
    Samples made = grid.of(shown);
    samples.write(round, made, appraiser.appraise(made));
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
