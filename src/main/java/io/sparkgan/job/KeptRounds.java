package io.sparkgan.job;

import io.sparkgan.config.UserInputException;
import io.sparkgan.storage.CheckpointArchive;
import io.sparkgan.storage.DamagedCheckpointException;
import io.sparkgan.storage.OwnCheckpoints;
import io.sparkgan.storage.RunDirectory;
import io.sparkgan.storage.StoredCheckpoint;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The checkpoints that a run has kept, by what {@code --round} says. */
record KeptRounds(RunDirectory run) {
  private static final Logger LOG = LoggerFactory.getLogger(KeptRounds.class);
  private static final String BEST = "best";
  private static final String ALL = "all";

  /**
   * The one that is asked for.
   *
   * @param round a number or {@code best}; the latest if nothing is said
   * @throws UserInputException if there is none, or it is another run's
   */
  StoredCheckpoint one(Optional<String> round) {
    return round.map(word -> named(word, "a number or best")).orElseGet(this::latest);
  }

  /**
   * Those that are asked for, in ascending order, each read when it is its turn. Of {@code all} are
   * those passed over with a warning that are damaged, another run's, or deleted meanwhile by a run
   * that goes on.
   *
   * @param round a number, {@code best} or {@code all}; the latest if nothing is said
   * @throws UserInputException if there is none
   */
  Iterator<StoredCheckpoint> some(Optional<String> round) {
    return round.filter(ALL::equals).isPresent()
        ? all()
        : List.of(round.map(word -> named(word, "a number, best or all")).orElseGet(this::latest))
            .iterator();
  }

  private Iterator<StoredCheckpoint> all() {
    CheckpointArchive kept = run.checkpoints();
    OptionalInt best = kept.bestRound();
    List<Integer> rounds =
        IntStream.concat(kept.rounds().stream().mapToInt(it -> it), best.stream())
            .distinct()
            .sorted()
            .boxed()
            .toList();
    // A stream that sorts would read them all at once.
    Iterator<StoredCheckpoint> all =
        rounds.stream()
            .flatMap(round -> whole(round, OptionalInt.of(round).equals(best)).stream())
            .iterator();
    if (!all.hasNext()) {
      throw none();
    }
    return all;
  }

  /** The best round has two checkpoints, unless its own was deleted as those before it were. */
  private Optional<StoredCheckpoint> whole(int round, boolean best) {
    CheckpointArchive kept = run.checkpoints();
    Optional<StoredCheckpoint> own =
        kept.rounds().contains(round) ? whole(() -> own().load(round)) : Optional.empty();
    return own.isEmpty() && best ? whole(this::best) : own;
  }

  private static Optional<StoredCheckpoint> whole(Supplier<StoredCheckpoint> read) {
    try {
      return Optional.of(read.get());
    } catch (DamagedCheckpointException | UserInputException | UncheckedIOException e) {
      LOG.warn("{}; passed over", e.getMessage());
      return Optional.empty();
    }
  }

  private StoredCheckpoint named(String word, String expected) {
    if (word.equals(BEST)) {
      return best();
    }
    try {
      return own().load(Integer.parseInt(word));
    } catch (NumberFormatException e) {
      throw new UserInputException("--round: expected %s, found '%s'".formatted(expected, word));
    }
  }

  private StoredCheckpoint best() {
    return own()
        .best()
        .orElseThrow(
            () ->
                new UserInputException(
                    "--round: run %s has no best round: none was evaluated, or the best one was discarded as the rounds after the newest whole checkpoint were; give a number, or train on with a judge (evaluation.judge)"
                        .formatted(run.name())));
  }

  private StoredCheckpoint latest() {
    return own().latest().orElseThrow(this::none);
  }

  private OwnCheckpoints own() {
    return OwnCheckpoints.of(run);
  }

  private UserInputException none() {
    return new UserInputException(
        "--run-dir: run %s has no whole checkpoint; train it first: jobs/resume --run-dir %s"
            .formatted(run.name(), run.uri()));
  }
}
