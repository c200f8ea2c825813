package io.sparkgan.job;

import io.sparkgan.config.Settings;
import io.sparkgan.evaluation.Evaluation;
import io.sparkgan.evaluation.Scores;
import io.sparkgan.spark.Shards;
import io.sparkgan.storage.RunDirectory;
import io.sparkgan.training.RoundRecord;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.LongSupplier;

/**
 * Tells how a sweep goes, whichever cells are trained at a time: on a terminal rounds are one line
 * that is rewritten, elsewhere a line each.
 */
final class SweepProgress {
  private final Console console;
  private final LongSupplier nanos;
  private final int count;
  private final long begun;
  private final Map<SweepCell, Long> left = new HashMap<>();
  private long trained;

  /**
   * The progress of some cells.
   *
   * @param cells those that are left to train
   * @param count how many the sweep has
   * @param nanos the time
   */
  SweepProgress(Console console, List<SweepCell> cells, int count, LongSupplier nanos) {
    this.console = console;
    this.nanos = nanos;
    this.count = count;
    this.begun = nanos.getAsLong();
    cells.forEach(cell -> left.put(cell, cell.images()));
  }

  /** Who listens to the run of a cell. */
  RunListener listener(SweepCell cell) {
    return new Listener(cell);
  }

  /** A cell is over. */
  synchronized void over(SweepCell cell, String how) {
    left.remove(cell);
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

  private synchronized void recorded(SweepCell cell, RoundRecord round, int rounds) {
    trained += round.outcome().images();
    left.put(cell, cell.images() * (rounds - round.round()) / rounds);
    String text =
        "round %d/%d  %,.0f images/s  d_loss %.3f  g_loss %.3f  %s"
            .formatted(
                round.round(),
                rounds,
                round.imagesPerSecond(),
                round.discriminatorLoss(),
                round.generatorLoss(),
                time());
    if (console.terminal()) {
      console.out().print(ConsoleProgress.CLEAR + name(cell) + text);
      console.out().flush();
    } else {
      line(cell, text);
    }
  }

  /** The rest at the pace of images so far. */
  String time() {
    Duration elapsed = Duration.ofNanos(nanos.getAsLong() - begun);
    long images = left.values().stream().mapToLong(Long::longValue).sum();
    double rest = elapsed.toMillis() * (images / (double) Math.max(1, trained));
    return "%s elapsed, %s left"
        .formatted(
            ConsoleProgress.clock(elapsed), ConsoleProgress.clock(Duration.ofMillis((long) rest)));
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
    public void recorded(RoundRecord round, int rounds) {
      SweepProgress.this.recorded(cell, round, rounds);
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

    /** The sweep tells what became of the cell. */
    @Override
    public void ended(RunDirectory run, Settings settings, int round, boolean plateau) {}

    @Override
    public void close() {}
  }
}
