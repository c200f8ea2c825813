package io.sparkgan.job;

import io.sparkgan.config.Settings;
import io.sparkgan.storage.RunDirectory;
import java.io.PrintStream;

/** What is said when training ends: why, and where everything is. */
record RunSummary(RunDirectory run, Settings settings) {

  /**
   * Prints it.
   *
   * @param round the last that was committed
   * @param plateau whether rounds no longer got better
   */
  void print(PrintStream out, int round, boolean plateau) {
    int rounds = settings.training().rounds();
    if (round >= rounds) {
      out.printf("done: %d rounds%n", round);
    } else if (plateau) {
      out.printf(
          "ended after round %d of %d: %d evaluations in a row without a better one (evaluation.patience)%n",
          round, rounds, settings.evaluation().patience());
    } else {
      out.printf("stopped after round %d of %d; go on with:%n", round, rounds);
      out.printf("  jobs/resume --run-dir %s%n", run.uri());
    }
    run.grids().newest().ifPresent(grid -> out.printf("  grid        %s%n", grid));
    if (run.report().exists()) {
      out.printf("  report      %s%n", run.report().uri());
    }
    out.printf("  metrics     %s/metrics%n", run.uri());
    out.printf("  checkpoint  %s%n", run.checkpoints().uri(round));
    run.checkpoints()
        .bestRound()
        .ifPresent(
            best -> out.printf("  best        %s, round %d%n", run.checkpoints().bestUri(), best));
  }
}
