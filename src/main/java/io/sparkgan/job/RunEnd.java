package io.sparkgan.job;

import io.sparkgan.config.Settings;
import io.sparkgan.storage.RunDirectory;
import io.sparkgan.training.ScoreHistory;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Whether a run has come to its end, as its folder tells.
 *
 * @param settings of the run, with the rounds that it is to have
 */
record RunEnd(RunDirectory run, Settings settings) {

  /** What to say of a run that has nothing left to do; empty if it goes on. */
  Optional<String> line() {
    int rounds = settings.training().rounds();
    int last = run.checkpoints().latest().map(c -> c.checkpoint().round()).orElse(-1);
    Settings.Evaluation evaluation = settings.evaluation();
    // What lies beyond the newest whole checkpoint is discarded, to be made again.
    SortedMap<Integer, Double> history = history(evaluation).headMap(last + 1);
    if (new ScoreHistory(evaluation.best(), history).plateau(evaluation.patience())) {
      return Optional.of(
          "run %s ended by evaluation.patience after round %d: %d evaluations in a row without a better one; begin a new run with jobs/train --init-from %s"
              .formatted(run.name(), last, evaluation.patience(), run.checkpoints().uri(last)));
    }
    // A run may have been interrupted when only the scores of its last round were missing.
    boolean awaitsScores = judged(evaluation) && last == rounds && !history.containsKey(last);
    return last >= rounds && !awaitsScores
        ? Optional.of(
            "run %s is finished: it has %d rounds; extend it with --rounds N"
                .formatted(run.name(), last))
        : Optional.empty();
  }

  private SortedMap<Integer, Double> history(Settings.Evaluation evaluation) {
    return judged(evaluation)
        ? run.evaluations().history(evaluation.protocols().get(0), evaluation.best())
        : new TreeMap<>();
  }

  private static boolean judged(Settings.Evaluation evaluation) {
    return !evaluation.judge().equals(Settings.Evaluation.NONE);
  }
}
