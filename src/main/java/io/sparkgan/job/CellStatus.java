package io.sparkgan.job;

import io.sparkgan.config.Constant;
import io.sparkgan.config.Settings;
import io.sparkgan.storage.RunDirectory;

/** How far a cell of a sweep has come. */
enum CellStatus {
  /** All its rounds are trained and scored. */
  FINISHED,
  /** It ended early, as its rounds no longer got better. */
  PLATEAU,
  /** Its parameters left the finite numbers, as they would again. */
  DIVERGED,
  /** Its settings do not fit the data, or what is there of it. */
  REFUSED,
  /** It has begun and can go on. */
  UNFINISHED;

  /** The status that a run's folder tells, which does not know of divergence or refusal. */
  static CellStatus of(RunDirectory run, Settings settings) {
    if (new RunEnd(run, settings, run.pastEvaluations()).line().isEmpty()) {
      return UNFINISHED;
    }
    int rounds = settings.training().rounds();
    return run.checkpoints().rounds().contains(rounds) ? FINISHED : PLATEAU;
  }

  /** What the table calls it. */
  String text() {
    return Constant.text(this);
  }
}
