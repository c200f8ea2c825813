package io.sparkgan.job;

import io.sparkgan.config.UserInputException;
import io.sparkgan.storage.CheckpointArchive;
import io.sparkgan.storage.RunDirectory;
import io.sparkgan.storage.StoredCheckpoint;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The checkpoints that a run has kept, by what {@code --round} says. */
record KeptRounds(RunDirectory run) {
  private static final String BEST = "best";
  private static final String ALL = "all";

  /**
   * The one that is asked for.
   *
   * @param round a number or {@code best}; the latest if nothing is said
   * @throws UserInputException if there is none
   */
  StoredCheckpoint one(Optional<String> round) {
    return round.map(word -> named(word, "a number or best")).orElseGet(this::latest);
  }

  /**
   * Those that are asked for, in ascending order, each read when it is its turn.
   *
   * @param round a number, {@code best} or {@code all}; the latest if nothing is said
   * @throws UserInputException if there is none
   */
  Stream<StoredCheckpoint> some(Optional<String> round) {
    if (round.filter(ALL::equals).isEmpty()) {
      return Stream.of(
          round.map(word -> named(word, "a number, best or all")).orElseGet(this::latest));
    }
    CheckpointArchive kept = run.checkpoints();
    List<Integer> rounds = kept.rounds();
    // Its own checkpoint may have been deleted, as those of all rounds before it were.
    Stream<StoredCheckpoint> best =
        kept.best().filter(it -> !rounds.contains(it.checkpoint().round())).stream();
    return rounds.isEmpty()
        ? Stream.of(latest())
        : Stream.concat(best, rounds.stream().map(kept::load));
  }

  private StoredCheckpoint named(String word, String expected) {
    if (word.equals(BEST)) {
      return best();
    }
    try {
      return run.checkpoints().load(Integer.parseInt(word));
    } catch (NumberFormatException e) {
      throw new UserInputException("--round: expected %s, found '%s'".formatted(expected, word));
    }
  }

  private StoredCheckpoint best() {
    return run.checkpoints()
        .best()
        .orElseThrow(
            () ->
                new UserInputException(
                    "--round: run %s has no best round, because none was evaluated; give a number, or train with a judge (evaluation.judge)"
                        .formatted(run.name())));
  }

  private StoredCheckpoint latest() {
    return run.checkpoints()
        .latest()
        .orElseThrow(
            () ->
                new UserInputException(
                    "--run-dir: run %s has no checkpoint yet; train it first: jobs/resume --run-dir %s"
                        .formatted(run.name(), run.uri())));
  }
}
