package io.sparkgan.job;

import io.sparkgan.config.PlainText;
import io.sparkgan.config.Settings;
import io.sparkgan.evaluation.Evaluation;
import io.sparkgan.evaluation.Scores;
import io.sparkgan.spark.Shards;
import io.sparkgan.storage.RunDirectory;
import io.sparkgan.training.RoundRecord;
import java.util.List;
import java.util.OptionalInt;

/**
 * Tells how a sweep goes, whichever cells are trained at a time: on a terminal rounds are one line
 * that is rewritten, elsewhere a line each.
 */
final class SweepProgress {
  private final Console console;
  private final int count;
  private final ImagePace pace;

  /**
   * The progress of some cells.
   *
   * @param cells those that are left to train
   * @param count how many the sweep has
   */
  SweepProgress(Console console, List<SweepCell> cells, int count) {
    this.console = console;
    this.count = count;
    this.pace = new ImagePace(System::nanoTime);
    cells.forEach(cell -> pace.left(cell.number(), cell.images()));
  }

  /** Who listens to the run of a cell. */
  RunListener listener(SweepCell cell) {
    return new Listener(cell);
  }

  /** A cell is over. */
  synchronized void over(SweepCell cell, String how) {
    pace.left(cell.number(), 0);
    line(cell, how);
  }

  /** A line that stays. */
  synchronized void line(SweepCell cell, String text) {
    console
        .out()
        .printf("%s%s%s%n", console.terminal() ? ConsoleProgress.CLEAR : "", name(cell), text);
  }

  private String name(SweepCell cell) {
    return "cell %d/%d %s  ".formatted(cell.number(), count, cell.name());
  }

  private synchronized void recorded(
      SweepCell cell, RoundRecord round, int rounds, long stepsLeft) {
    pace.trained(round.outcome().images());
    pace.left(cell.number(), stepsLeft * cell.settings().imagesPerStep());
    String text =
        "round %d/%d  %s  %s"
            .formatted(round.round(), rounds, ConsoleProgress.figures(round), pace.text());
    if (console.terminal()) {
      console.out().print(ConsoleProgress.CLEAR + name(cell) + text);
      console.out().flush();
    } else {
      line(cell, text);
    }
  }

  /** Passes on what a run tells. */
  private final class Listener implements RunListener {
    private final SweepCell cell;

    Listener(SweepCell cell) {
      this.cell = cell;
    }

    @Override
    public void begins(String line, Settings settings, Shards shards) {
      line(cell, line);
    }

    @Override
    public void recorded(RoundRecord round, int rounds, long stepsLeft) {
      SweepProgress.this.recorded(cell, round, rounds, stepsLeft);
    }

    @Override
    public void evaluated(int round, List<Evaluation> evaluations, OptionalInt best) {
      for (Evaluation evaluation : evaluations) {
        Scores scores = evaluation.scores();
        line(
            cell,
            "round %d  %s  mnist_score %.2f  frechet_distance %.2f"
                .formatted(
                    round,
                    evaluation.protocol().text(),
                    scores.mnistScore(),
                    scores.frechetDistance()));
      }
    }

    @Override
    public void warns(String line) {
      line(cell, "warning: " + PlainText.line(line));
    }

    /** The sweep tells what became of the cell. */
    @Override
    public void ended(RunDirectory run, Settings settings, int round, boolean plateau) {}

    @Override
    public void close() {}
  }
}
