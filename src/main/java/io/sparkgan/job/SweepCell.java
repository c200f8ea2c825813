package io.sparkgan.job;

import io.sparkgan.config.Configuration;
import io.sparkgan.config.Settings;
import io.sparkgan.config.Sweep;
import io.sparkgan.config.UserInputException;
import io.sparkgan.storage.RunDirectory;
import java.util.List;
import java.util.Optional;

/**
 * A cell of a sweep, made sure of.
 *
 * @param number its place in the sweep, from 1
 * @param place where its run is or will be
 */
record SweepCell(int number, Sweep.Cell cell, RunPlan plan, RunPlace place) {

  /**
   * A cell that can be trained, or gone on with, or is there.
   *
   * @throws UserInputException if something else is in its place, a run with other settings, say
   */
  static SweepCell of(int number, Sweep.Cell cell, RunPlan plan, RunPlace place) {
    SweepCell checked = new SweepCell(number, cell, plan, place);
    checked
        .run()
        .ifPresentOrElse(run -> requireSame(run, plan.configuration()), place::requireFree);
    return checked;
  }

  private static void requireSame(RunDirectory run, Configuration wanted) {
    Configuration recorded = run.configuration();
    List<String> others = wanted.differences(recorded);
    if (!others.isEmpty()) {
      throw new UserInputException(
          "its run is there with other settings (%s); give the sweep another name, or delete %s"
              .formatted(String.join(", ", others), run.uri()));
    }
  }

  String name() {
    return cell.name();
  }

  Settings settings() {
    return plan.settings();
  }

  int rounds() {
    return settings().training().rounds();
  }

  /** Real images that it trains on, or at most, should its rounds depend on training. */
  long images() {
    Settings.Training training = settings().training();
    return settings().averaging().interval().most(training.localSteps(), rounds())
        * settings().imagesPerStep();
  }

  /** Its run, if it has begun. */
  Optional<RunDirectory> run() {
    return RunDirectory.find(place.hadoop(), place.out(), place.run());
  }
}
