package io.sparkgan.storage;

import io.sparkgan.training.CheckpointStore;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the newest checkpoints of one run on a Hadoop file system. */
final class HadoopCheckpointStore implements CheckpointStore {
  private static final Logger LOG = LoggerFactory.getLogger(HadoopCheckpointStore.class);

  private final HadoopFiles files;
  private final CheckpointArchive archive;
  private final Fingerprints fingerprints;
  private final int keep;
  private final Consumer<String> passedOver;

  HadoopCheckpointStore(
      HadoopFiles files,
      CheckpointArchive archive,
      Fingerprints fingerprints,
      int keep,
      Consumer<String> passedOver) {
    if (keep < 1) {
      throw new IllegalArgumentException("Keeping %d checkpoints".formatted(keep));
    }
    this.files = files;
    this.archive = archive;
    this.fingerprints = fingerprints;
    this.keep = keep;
    this.passedOver = passedOver;
  }

  @Override
  public Optional<Checkpoint> latest() {
    return archive.latest(this::objection, passedOver).map(StoredCheckpoint::checkpoint);
  }

  private Optional<String> objection(StoredCheckpoint stored) {
    return fingerprints.difference(stored.fingerprints(), archive.uri(stored.round()));
  }

  @Override
  public Pending prepare(Checkpoint checkpoint) {
    StoredCheckpoint stored = new StoredCheckpoint(checkpoint, fingerprints);
    AtomicFile file =
        AtomicFile.prepare(files, archive.path(checkpoint.round()), out -> write(stored, out));
    return new Pending() {
      @Override
      public void commit() {
        file.commit();
        deleteBefore(checkpoint.round());
      }

      @Override
      public void close() {
        file.close();
      }
    };
  }

  @Override
  public void keepBest(int round) {
    archive
        .whole(round)
        .ifPresent(best -> AtomicFile.write(files, archive.bestPath(), out -> write(best, out)));
  }

  private static void write(StoredCheckpoint stored, OutputStream out) throws IOException {
    OutputStream buffered = new BufferedOutputStream(out);
    CheckpointFile.write(buffered, stored);
    buffered.flush();
  }

  /** What is committed stays committed, even if an old checkpoint cannot be deleted. */
  private void deleteBefore(int round) {
    try {
      List<Integer> rounds = archive.rounds().stream().filter(r -> r <= round).toList();
      rounds.subList(0, Math.max(0, rounds.size() - keep)).stream()
          .map(archive::path)
          .forEach(files::delete);
    } catch (UncheckedIOException e) {
      LOG.warn("Cannot delete checkpoints before round {}", round, e);
    }
  }
}
