package io.sparkgan.job;

import io.sparkgan.config.Settings;
import io.sparkgan.storage.OwnCheckpoints;
import io.sparkgan.storage.PastEvaluations;
import io.sparkgan.storage.RunDirectory;
import io.sparkgan.storage.StoredCheckpoint;
import io.sparkgan.training.ScoreHistory;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Whether a run has come to its end, as its folder tells.
 *
 * @param settings of the run, with the rounds that it is to have
 * @param past the evaluations that it has
 */
record RunEnd(RunDirectory run, Settings settings, PastEvaluations past) {

  /** What to say of a run that has nothing left to do; empty if it goes on. */
  Optional<String> line() {
    int rounds = settings.training().rounds();
    int last = OwnCheckpoints.of(run).toGoOnFrom().map(StoredCheckpoint::round).orElse(-1);
    Settings.Evaluation evaluation = settings.evaluation();
    // What lies beyond the newest whole checkpoint is discarded, to be made again.
    ScoreHistory history =
        past.history(evaluation.protocols().get(0), evaluation.best()).upTo(last);
    if (history.plateau(evaluation.patience())) {
      return Optional.of(
          "run %s ended by evaluation.patience after round %d: %d evaluations in a row without a better one; begin a new run with jobs/train --init-from %s"
              .formatted(run.name(), last, evaluation.patience(), run.checkpoints().uri(last)));
    }
    if (lacksBest(history)) {
      return Optional.empty();
    }
    // A run may have been interrupted when only the scores of its last round were missing.
    boolean awaitsScores =
        !evaluation.judge().equals(Settings.Evaluation.NONE)
            && last == rounds
            && !history.has(last);
    return last >= rounds && !awaitsScores
        ? Optional.of(
            "run %s is finished: it has %d rounds; extend it with --rounds N"
                .formatted(run.name(), last))
        : Optional.empty();
  }

  /** Whether it was interrupted between the scores of its best round and that checkpoint's copy. */
  private boolean lacksBest(ScoreHistory history) {
    OptionalInt best = history.best();
    return best.isPresent()
        && !run.checkpoints().bestRound().equals(best)
        && run.checkpoints().rounds().contains(best.getAsInt());
  }
}
