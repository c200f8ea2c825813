package io.sparkgan.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkgan.training.CheckpointStore.Checkpoint;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileUtil;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.example.data.Group;

/**
 * An {@link InProcessRun} on a file system that works, and what must be so of one whose file system
 * fails: what was committed can be read, and going on leads to the same bits, rows and files.
 */
final class UndisturbedRun {
  private static final List<String> TABLES =
      List.of(
          "metrics/steps",
          "metrics/workers",
          "metrics/rounds",
          "metrics/evaluations",
          "metrics/shards",
          "samples/images");

  /** What no two runs have in common. */
  private static final String CLOCK = "(?m)^(commit_wall_ms|wall_ms|images_per_s): .*\n";

  private final InProcessRun training = new InProcessRun();
  private final Map<Integer, String> states = new TreeMap<>();
  private final Map<ByteBuffer, List<String>> read = new HashMap<>();
  private final HadoopFiles working;
  private final Path whole;
  private final Map<String, List<String>> rows;

  /** Trains it in a folder. */
  UndisturbedRun(HadoopFiles working, Path folder) {
    this.working = working;
    whole = working.qualified(folder);
    training.train(working, whole, it -> states.put(it.round(), it.state().sha256()));
    rows = rows(whole);
    assertThat(states).hasSize(InProcessRun.ROUNDS + 1);
    assertThat(names(whole)).contains("checkpoints/best.ckpt", "checkpoints/round-000002.ckpt");
    assertThat(rows.get("metrics/rounds")).hasSize(InProcessRun.ROUNDS);
    assertThat(rows.get("metrics/evaluations")).hasSize(InProcessRun.ROUNDS);
    assertThat(rows.get("samples/images"))
        .hasSize((InProcessRun.ROUNDS + 1) * InProcessRun.SAMPLES);
  }

  /**
   * Trains another until its file system fails.
   *
   * @return the last round whose commit was heard of; -1 if none was
   */
  int trainWhileItLasts(HadoopFiles broken, Breakage breakage, Path run) {
    int[] committed = {-1};
    try {
      training.train(broken, run, it -> committed[0] = it.round());
    } catch (UncheckedIOException e) {
      assertThat(breakage.hasStruck()).as(e.toString()).isTrue();
    }
    return committed[0];
  }

  /** Sees that the other survived, and deletes it. */
  void requireSurvived(String what, int committed, Path run) {
    requireReadable(what, committed, run);
    training.train(working, run, it -> {});
    requireWhole(what, run);
    working.delete(run);
  }

  /** Leaves rows, samples and scores beyond the newest checkpoint, and what was not committed. */
  void interrupted(Path run) throws IOException {
    FileUtil.copy(
        working.fileSystem(),
        whole,
        working.fileSystem(),
        run,
        false,
        working.fileSystem().getConf());
    Path checkpoints = new Path(run, "checkpoints");
    move(checkpoints, "round-000002.ckpt", ".round-000002.ckpt.tmp");
    move(checkpoints, "best.ckpt", "round-000001.ckpt");
  }

  private void move(Path folder, String from, String to) throws IOException {
    assertThat(working.fileSystem().rename(new Path(folder, from), new Path(folder, to))).isTrue();
  }

  private void requireReadable(String what, int committed, Path run) {
    CheckpointArchive archive = new RunDirectory(working, run).checkpoints();
    for (int round : archive.rounds()) {
      assertThat(archive.load(round).checkpoint().state().sha256())
          .as(what)
          .isEqualTo(states.get(round));
    }
    if (committed >= 0) {
      assertThat(archive.rounds()).as(what).anyMatch(round -> round >= committed);
    }
  }

  private void requireWhole(String what, Path run) {
    CheckpointArchive archive = new RunDirectory(working, run).checkpoints();
    Checkpoint last = archive.latest().orElseThrow().checkpoint();
    assertThat(last.round()).as(what).isEqualTo(InProcessRun.ROUNDS);
    assertThat(last.state().sha256()).as(what).isEqualTo(states.get(InProcessRun.ROUNDS));
    assertThat(archive.bestRound()).as(what).hasValue(InProcessRun.BEST);
    assertThat(rows(run)).as(what).isEqualTo(rows);
    // A checkpoint that could not be deleted after a commit stays until the next.
    assertThat(names(run))
        .as(what)
        .filteredOn(name -> !name.matches("checkpoints/round-00000[01]\\.ckpt"))
        .isEqualTo(names(whole));
    for (String picture : names(whole).stream().filter(it -> it.endsWith(".png")).toList()) {
      assertThat(bytes(new Path(run, picture)))
          .as("%s: %s", what, picture)
          .isEqualTo(bytes(new Path(whole, picture)));
    }
  }

  /** Of all files that a reader of a table's folder sees. */
  private Map<String, List<String>> rows(Path run) {
    Map<String, List<String>> found = new TreeMap<>();
    for (String table : TABLES) {
      List<String> all = new ArrayList<>();
      Path folder = new Path(run, table);
      working.names(folder).forEach(file -> all.addAll(rowsOf(new Path(folder, file))));
      found.put(table, all.stream().sorted().toList());
    }
    return found;
  }

  /** The same bytes are read only once. */
  private List<String> rowsOf(Path file) {
    return read.computeIfAbsent(
        bytes(file),
        unused -> {
          try (Stream<Group> groups = new ParquetFile(working, file).rows()) {
            return groups.map(row -> row.toString().replaceAll(CLOCK, "")).toList();
          }
        });
  }

  private ByteBuffer bytes(Path file) {
    try (InputStream in = working.open(file)) {
      return ByteBuffer.wrap(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Of all files, hidden ones and those of locks too. */
  private List<String> names(Path folder) {
    List<String> names = new ArrayList<>();
    for (String name : working.names(folder)) {
      Path path = new Path(folder, name);
      if (working.isFolder(path)) {
        names(path).forEach(inside -> names.add(name + "/" + inside));
      } else {
        names.add(name);
      }
    }
    return names;
  }
}
