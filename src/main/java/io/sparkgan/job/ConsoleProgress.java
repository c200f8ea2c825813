package io.sparkgan.job;

import io.sparkgan.evaluation.Evaluation;
import io.sparkgan.evaluation.Scores;
import io.sparkgan.training.Progress;
import io.sparkgan.training.RoundRecord;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Shows how training goes: on a terminal one line that is rewritten each second, elsewhere a line
 * per round.
 */
final class ConsoleProgress implements Progress, AutoCloseable {
  private static final int BAR = 20;

  /** To the beginning of the line, which is emptied. */
  static final String CLEAR = "\r\033[K";

  private final PrintStream out;
  private final boolean terminal;
  private final int rounds;
  private final long begun = System.nanoTime();
  private final ScheduledExecutorService ticker =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "progress");
            thread.setDaemon(true);
            return thread;
          });
  private long stepsBefore = -1;
  private long steps;
  private long stepsLeft;
  private int done;
  private String figures = "";

  ConsoleProgress(Console console, int rounds) {
    this.out = console.out();
    this.rounds = rounds;
    this.terminal = console.terminal();
    if (terminal) {
      var unused = ticker.scheduleAtFixedRate(this::redraw, 1, 1, TimeUnit.SECONDS);
    }
  }

  @Override
  public synchronized void recorded(RoundRecord round, int total, long left) {
    steps = round.outcome().state().steps();
    stepsLeft = left;
    if (stepsBefore < 0) {
      stepsBefore = steps - round.outcome().localSteps();
    }
    done = round.round();
    figures = figures(round);
    if (terminal) {
      redraw();
    } else {
      out.printf("round %d/%d  %s  %s%n", done, total, figures, left());
    }
  }

  /** What a line says of a round. */
  static String figures(RoundRecord round) {
    return "%,.0f images/s  d_loss %.3f  g_loss %.3f"
        .formatted(round.imagesPerSecond(), round.discriminatorLoss(), round.generatorLoss());
  }

  /** A line per protocol, which stays. */
  @Override
  public synchronized void evaluated(int round, List<Evaluation> evaluations, OptionalInt best) {
    for (Evaluation evaluation : evaluations) {
      Scores scores = evaluation.scores();
      Scores floor = evaluation.floor();
      out.printf(
          "%sround %d/%d  %s  mnist_score %.2f (real %.2f)  frechet_distance %.2f (real %.2f)%s%n",
          terminal ? CLEAR : "",
          round,
          rounds,
          evaluation.protocol().text(),
          scores.mnistScore(),
          floor.mnistScore(),
          scores.frechetDistance(),
          floor.frechetDistance(),
          best.isPresent() ? "  best: round " + best.getAsInt() : "");
    }
    if (terminal) {
      redraw();
    }
  }

  private synchronized void redraw() {
    int filled = rounds == 0 ? BAR : BAR * done / rounds;
    out.printf(
        "%sround %d/%d [%s%s] %s  %s",
        CLEAR, done, rounds, "#".repeat(filled), " ".repeat(BAR - filled), figures, left());
    out.flush();
  }

  /** The rest at the pace so far, in local steps. */
  private String left() {
    Duration elapsed = Duration.ofNanos(System.nanoTime() - begun);
    if (stepsBefore < 0) {
      return clock(elapsed) + " elapsed";
    }
    Duration rest = elapsed.multipliedBy(stepsLeft).dividedBy(Math.max(1, steps - stepsBefore));
    return clock(elapsed) + " elapsed, " + clock(rest) + " left";
  }

  /** A span of time for people: {@code 4:05}, or {@code 1:04:05}. */
  static String clock(Duration time) {
    return time.toHours() > 0
        ? "%d:%02d:%02d".formatted(time.toHours(), time.toMinutesPart(), time.toSecondsPart())
        : "%d:%02d".formatted(time.toMinutes(), time.toSecondsPart());
  }

  /** Leaves the last line standing. */
  @Override
  public void close() {
    ticker.shutdownNow();
    if (terminal) {
      out.println();
    }
  }
}
