package io.sparkgan.storage;

import io.sparkgan.config.UserInputException;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The committed checkpoints of a run, to read. */
public final class CheckpointArchive {
  private static final Logger LOG = LoggerFactory.getLogger(CheckpointArchive.class);

  private final HadoopFiles files;
  private final Path folder;

  CheckpointArchive(HadoopFiles files, Path folder) {
    this.files = files;
    this.folder = folder;
  }

  /** Rounds that have a checkpoint, in ascending order. */
  public List<Integer> rounds() {
    return files.names(folder).stream()
        .flatMapToInt(name -> RoundName.CHECKPOINT.parse(name).stream())
        .sorted()
        .boxed()
        .toList();
  }

  /**
   * The checkpoint of one round.
   *
   * @throws UserInputException if that round has none
   * @throws DamagedCheckpointException if it is not whole
   */
  public StoredCheckpoint load(int round) {
    if (!files.isFile(path(round))) {
      throw new UserInputException(
          "No checkpoint of round %d in %s; there are %s".formatted(round, folder, rounds()));
    }
    StoredCheckpoint stored = CheckpointFile.read(files, path(round));
    int found = stored.checkpoint().round();
    if (found != round) {
      throw new DamagedCheckpointException(
          path(round).toString(), "it is of round %d, whatever its name says".formatted(found));
    }
    return stored;
  }

  /** The newest whole checkpoint; damaged ones are passed over with a warning in the log. */
  public Optional<StoredCheckpoint> latest() {
    return latest(CheckpointArchive::log);
  }

  /** The newest whole checkpoint, and a line for each damaged one that was passed over. */
  Optional<StoredCheckpoint> latest(Consumer<String> passedOver) {
    for (int round : rounds().stream().sorted(Comparator.reverseOrder()).toList()) {
      try {
        return Optional.of(load(round));
      } catch (DamagedCheckpointException | UncheckedIOException | UserInputException e) {
        // What is called like a checkpoint and is no file is passed over, too.
        passedOver.accept(e.getMessage() + "; falling back to the one before");
      }
    }
    return Optional.empty();
  }

  static void log(String damage) {
    LOG.warn(damage);
  }

  /**
   * The checkpoint of the best round, which stays when the round's own is deleted; none if no round
   * has been evaluated.
   *
   * @throws DamagedCheckpointException if it is not whole
   */
  public Optional<StoredCheckpoint> best() {
    return files.isFile(bestPath())
        ? Optional.of(CheckpointFile.read(files, bestPath()))
        : Optional.empty();
  }

  /**
   * The best round, as the header of its checkpoint says, whose values are not read; none if there
   * is none, or if that is damaged.
   */
  public OptionalInt bestRound() {
    if (!files.isFile(bestPath())) {
      return OptionalInt.empty();
    }
    try {
      return OptionalInt.of(CheckpointFile.header(files, bestPath()).round());
    } catch (DamagedCheckpointException | UncheckedIOException e) {
      LOG.warn(e.getMessage());
      return OptionalInt.empty();
    }
  }

  /** URI of the checkpoint of the best round, whether it is there or not. */
  public String bestUri() {
    return bestPath().toString();
  }

  /** URI of the checkpoint of a round, whether it is there or not. */
  public String uri(int round) {
    return path(round).toString();
  }

  /** The checkpoint of one round, if it is there and whole. */
  Optional<StoredCheckpoint> whole(int round) {
    try {
      return files.isFile(path(round)) ? Optional.of(load(round)) : Optional.empty();
    } catch (DamagedCheckpointException e) {
      LOG.warn(e.getMessage());
      return Optional.empty();
    }
  }

  Path bestPath() {
    return new Path(folder, "best.ckpt");
  }

  Path path(int round) {
    return new Path(folder, RoundName.CHECKPOINT.of(round));
  }
}
