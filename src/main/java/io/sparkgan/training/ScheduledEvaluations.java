package io.sparkgan.training;

import io.sparkgan.config.Settings;
import io.sparkgan.evaluation.Evaluation;
import io.sparkgan.state.GanState;
import io.sparkgan.training.CheckpointStore.Checkpoint;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Evaluates rounds as the settings say. The rows of a round are written after its checkpoint, and
 * the best checkpoint is kept after its rows: so what an interruption left out shows, and can be
 * made up.
 */
public final class ScheduledEvaluations implements RoundEvaluations {

  private record Underway(int round, Supplier<List<Evaluation>> result) {}

  private final Settings.Evaluation settings;
  private final int rounds;
  private final MovingAverage average;
  private final Evaluator evaluator;
  private final EvaluationSink sink;
  private final CheckpointStore checkpoints;
  private final Progress progress;
  private ScoreHistory history;
  private Optional<Underway> underway = Optional.empty();

  /**
   * Evaluations over the given ports.
   *
   * @param past what the run has been evaluated for so far
   */
  public ScheduledEvaluations(
      Settings settings,
      ScoreHistory past,
      Evaluator evaluator,
      EvaluationSink sink,
      CheckpointStore checkpoints,
      Progress progress) {
    this.settings = settings.evaluation();
    this.rounds = settings.training().rounds();
    this.average = new MovingAverage(settings.ema());
    this.evaluator = evaluator;
    this.sink = sink;
    this.checkpoints = checkpoints;
    this.progress = progress;
    this.history = past;
  }

  @Override
  public boolean isDue(int round) {
    return round > 0 && (round % settings.everyRounds() == 0 || round == rounds);
  }

  @Override
  public void resume(Checkpoint from) {
    // What lies beyond the newest whole checkpoint is made again.
    history = history.upTo(from.round());
    history.best().ifPresent(checkpoints::keepBest);
    begin(from);
  }

  @Override
  public void begin(Checkpoint committed) {
    int round = committed.round();
    if (isDue(round) && !history.has(round)) {
      GanState shown = average.shown(committed.state());
      Supplier<List<Evaluation>> evaluation = () -> evaluator.evaluate(round, shown);
      if (settings.concurrent()) {
        underway =
            Optional.of(
                new Underway(
                    round, Background.start("evaluation of round " + round, evaluation)::result));
      } else {
        underway = Optional.of(new Underway(round, evaluation));
        settle();
      }
    }
  }

  @Override
  public void settle() {
    Optional<Underway> settled = underway;
    // Also if it fails: what failed is not tried again.
    underway = Optional.empty();
    settled.ifPresent(evaluation -> record(evaluation.round(), evaluation.result().get()));
  }

  @Override
  public boolean plateau() {
    return history.plateau(settings.patience());
  }

  private void record(int round, List<Evaluation> evaluations) {
    sink.write(round, evaluations);
    history.add(round, evaluations.get(0).scores().of(settings.best()));
    history.best().stream().filter(best -> best == round).forEach(checkpoints::keepBest);
    progress.evaluated(round, evaluations, history.best());
  }
}
