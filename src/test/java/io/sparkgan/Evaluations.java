package io.sparkgan;

import io.sparkgan.config.Protocol;
import io.sparkgan.config.Score;
import io.sparkgan.config.Settings;
import java.util.List;

/** Settings of evaluations for tests of something else. */
public final class Evaluations {
  private Evaluations() {}

  /** None ever happens. */
  public static Settings.Evaluation off() {
    return new Settings.Evaluation(
        1, List.of(Protocol.N10000), Settings.Evaluation.NONE, Score.FRECHET_DISTANCE, 0, false);
  }
}
