package io.sparkgan.job;

import io.sparkgan.config.PlainText;
import io.sparkgan.config.Settings;
import io.sparkgan.evaluation.Evaluation;
import io.sparkgan.gan.Machine;
import io.sparkgan.spark.Shards;
import io.sparkgan.storage.RunDirectory;
import io.sparkgan.training.RoundRecord;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Tells of the one run that a job trains. */
final class ConsoleListener implements RunListener {
  private final Console console;
  private Optional<ConsoleProgress> progress = Optional.empty();

  ConsoleListener(Console console) {
    this.console = console;
  }

  @Override
  public void begins(String line, Settings settings, Shards shards) {
    console.out().println(line);
    console
        .out()
        .printf("%,d images to train on, %,d held out%n", shards.images(), shards.heldOut());
    console.out().printf("computing with %s%n", Machine.here().describe(settings.compute()));
    progress = Optional.of(new ConsoleProgress(console, settings.training().rounds()));
  }

  @Override
  public void recorded(RoundRecord round, int rounds, long stepsLeft) {
    progress.ifPresent(it -> it.recorded(round, rounds, stepsLeft));
  }

  @Override
  public void evaluated(int round, List<Evaluation> evaluations, OptionalInt best) {
    progress.ifPresent(it -> it.evaluated(round, evaluations, best));
  }

  @Override
  public void warns(String line) {
    console
        .err()
        .printf(
            "%swarning: %s%n",
            console.terminal() ? ConsoleProgress.CLEAR : "", PlainText.line(line));
  }

  @Override
  public void ended(RunDirectory run, Settings settings, int round, boolean plateau) {
    close();
    new RunSummary(run, settings).print(console.out(), round, plateau);
  }

  @Override
  public void close() {
    progress.ifPresent(ConsoleProgress::close);
    progress = Optional.empty();
  }
}
