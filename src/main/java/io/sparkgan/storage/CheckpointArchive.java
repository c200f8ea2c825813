package io.sparkgan.storage;

import io.sparkgan.config.UserInputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The committed checkpoints of a run, to read. */
public final class CheckpointArchive {
  private static final Logger LOG = LoggerFactory.getLogger(CheckpointArchive.class);

  /** Enough of a SHA-256 to tell two files apart. */
  private static final int DIGITS = 8;

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

  /**
   * The newest whole checkpoint, whichever run it is of; damaged ones are passed over with a
   * warning in the log.
   */
  Optional<StoredCheckpoint> latest() {
    return latest(any -> Optional.empty(), CheckpointArchive::log);
  }

  /**
   * The newest whole checkpoint that nothing speaks against, and a line for each newer one that was
   * passed over.
   *
   * @param objection why a whole checkpoint is not to be taken, in a line
   * @throws UserInputException if there are whole ones, and something speaks against each
   * @throws UncheckedIOException if one cannot be read now: it may be whole, and those after the
   *     one that is taken are made again
   */
  Optional<StoredCheckpoint> latest(
      Function<StoredCheckpoint, Optional<String>> objection, Consumer<String> passedOver) {
    List<String> reasons = new ArrayList<>();
    boolean whole = false;
    for (int round : rounds().stream().sorted(Comparator.reverseOrder()).toList()) {
      try {
        StoredCheckpoint stored = load(round);
        Optional<String> reason = objection.apply(stored);
        if (reason.isEmpty()) {
          tell(reasons, passedOver);
          return Optional.of(stored);
        }
        whole = true;
        reasons.add(reason.get());
      } catch (DamagedCheckpointException | UserInputException e) {
        // What is called like a checkpoint and is no file is passed over, too.
        reasons.add(e.getMessage());
      } catch (UncheckedIOException e) {
        throw unreadable(round, e);
      }
    }
    if (whole) {
      throw new UserInputException(
          reasons.stream()
              .map(it -> it + "; put back a checkpoint of this run, or start a new run")
              .toList());
    }
    tell(reasons, passedOver);
    return Optional.empty();
  }

  private static void tell(List<String> reasons, Consumer<String> passedOver) {
    reasons.forEach(it -> passedOver.accept(it + "; falling back to the one before"));
  }

  private UncheckedIOException unreadable(int round, UncheckedIOException e) {
    return new UncheckedIOException(
        "Checkpoint %s cannot be read now and may be whole, so none before it is taken; try again when its file system answers, or move it away"
            .formatted(path(round)),
        e.getCause());
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

  /**
   * Gives the checkpoint of a round a name that is no round's.
   *
   * @param stored what is in it
   * @return the new URI, which the same state always gets
   */
  String setAside(StoredCheckpoint stored) {
    Path own = path(stored.round());
    Path other =
        new Path(
            folder,
            "other-run-%s-%s".formatted(stored.sha256().substring(0, DIGITS), own.getName()));
    try {
      files.replace(own, other);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot rename %s to %s".formatted(own, other), e);
    }
    return other.toString();
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
