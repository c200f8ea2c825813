package io.sparkgan.storage;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes one file of many rounds' files, so that a long run does not drown its file system in small
 * ones. Only rounds before the oldest checkpoint are compacted, as what lies beyond a checkpoint
 * may have to be discarded by a resume. A file of many rounds is not compacted again.
 *
 * @param every number of rounds' files that become one; at least 2
 */
record Compaction(CheckpointArchive checkpoints, List<TableFolder> tables, int every) {
  private static final Logger LOG = LoggerFactory.getLogger(Compaction.class);

  Compaction {
    if (every < 2) {
      throw new IllegalArgumentException("Compacting every %d files".formatted(every));
    }
    tables = List.copyOf(tables);
  }

  /**
   * Compacts what there is to compact, and never fails: a table where the file system does stays as
   * it was, or has rows twice until the next time.
   */
  void run() {
    for (TableFolder table : tables) {
      try {
        checkpoints.rounds().stream().findFirst().ifPresent(oldest -> compact(table, oldest));
      } catch (RuntimeException e) {
        LOG.warn(
            "Cannot compact {}: {}; its rows are safe, and it is tried again after the next commit",
            table.folder(),
            rootOf(e).toString());
      }
    }
  }

  private void compact(TableFolder table, int oldest) {
    table.discardDuplicates();
    List<RoundRange> batch = new ArrayList<>();
    for (RoundRange range : table.ranges()) {
      if (range.last() >= oldest) {
        return;
      }
      if (range.isOne()) {
        batch.add(range);
      } else {
        batch.clear(); // A wider range than its rows' would make duplicates of what lies between.
      }
      if (batch.size() == every) {
        merge(table, batch);
      }
    }
  }

  /** Where another version has gone on with a run, files before and after may differ in columns. */
  private static void merge(TableFolder table, List<RoundRange> batch) {
    List<RoundRange> alike = table.alike(batch);
    if (alike.size() > 1) {
      table.merge(alike);
    }
    batch.subList(0, alike.size()).clear();
  }

  private static Throwable rootOf(Throwable failure) {
    return Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
        .reduce(failure, (above, below) -> below);
  }
}
