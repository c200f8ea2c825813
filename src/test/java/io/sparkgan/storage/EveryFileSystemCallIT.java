package io.sparkgan.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkgan.storage.BrokenLocalFileSystem.Fault;
import io.sparkgan.training.CheckpointStore.Checkpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.example.data.Group;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Each call that a small run makes of its file system is broken, one after the other: whatever
 * fails, what was committed can be read, and going on leads to the same bits and rows.
 */
class EveryFileSystemCallIT {
  private static final InProcessRun TRAINING = new InProcessRun();
  private static final Map<Integer, String> STATES = new TreeMap<>();
  private static final Map<ByteBuffer, List<String>> READ = new HashMap<>();
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

  @TempDir private static Path folder;
  private static Path whole;
  private static Map<String, List<String>> rows;
  private static HadoopFiles working;

  @BeforeAll
  static void trainUndisturbed() throws IOException {
    Configuration configuration = new Configuration();
    working =
        new HadoopFiles(
            BrokenLocalFileSystem.whole(configuration),
            HadoopFiles.of(configuration, hadoop(folder)).context());
    whole = Files.createDirectories(folder.resolve("whole/run"));
    TRAINING.train(working, hadoop(whole), it -> STATES.put(it.round(), it.state().sha256()));
    rows = rows(whole);
    assertThat(STATES).hasSize(InProcessRun.ROUNDS + 1);
    assertThat(names(whole)).contains("checkpoints/best.ckpt", "checkpoints/round-000002.ckpt");
    assertThat(rows.get("metrics/rounds")).hasSize(InProcessRun.ROUNDS);
    assertThat(rows.get("metrics/evaluations")).hasSize(InProcessRun.ROUNDS);
    assertThat(rows.get("samples/images"))
        .hasSize((InProcessRun.ROUNDS + 1) * InProcessRun.SAMPLES);
  }

  @ParameterizedTest
  @EnumSource
  void aRunGoesOnToTheSameBitsWhicheverCallFails(Fault fault) throws IOException {
    int struck = EveryCall.inTurn(fault, (call, broken) -> requireSurvived(call, broken, it -> {}));
    assertThat(struck).isGreaterThan(fault == Fault.NO_SPACE ? 20 : 200);
  }

  @ParameterizedTest
  @EnumSource
  void soItDoesWhenItFailsOnceMoreWhileItGoesOn(Fault fault) throws IOException {
    int struck =
        EveryCall.inTurn(
            fault,
            (call, broken) -> requireSurvived(call, broken, EveryFileSystemCallIT::interrupted));
    assertThat(struck).isGreaterThan(fault == Fault.NO_SPACE ? 8 : 200);
  }

  private interface Before {
    void happened(Path run) throws IOException;
  }

  private static void requireSurvived(int call, BrokenLocalFileSystem broken, Before before)
      throws IOException {
    String what = "call %d is broken".formatted(call);
    Path run = Files.createDirectories(folder.resolve("broken/run"));
    before.happened(run);
    int committed = trainWhileItLasts(broken, run);
    requireReadable(what, committed, run);
    TRAINING.train(working, hadoop(run), it -> {});
    requireWhole(what, run);
    delete(run);
  }

  /** The last round whose commit was heard of; -1 if none was. */
  private static int trainWhileItLasts(BrokenLocalFileSystem broken, Path run) {
    int[] committed = {-1};
    try {
      HadoopFiles files = new HadoopFiles(broken, working.context());
      TRAINING.train(files, hadoop(run), it -> committed[0] = it.round());
    } catch (UncheckedIOException e) {
      assertThat(broken.struck()).isTrue();
    }
    return committed[0];
  }

  private static void requireReadable(String what, int committed, Path run) {
    CheckpointArchive archive = new RunDirectory(working, hadoop(run)).checkpoints();
    for (int round : archive.rounds()) {
      assertThat(archive.load(round).checkpoint().state().sha256())
          .as(what)
          .isEqualTo(STATES.get(round));
    }
    if (committed >= 0) {
      assertThat(archive.rounds()).as(what).anyMatch(round -> round >= committed);
    }
  }

  private static void requireWhole(String what, Path run) throws IOException {
    CheckpointArchive archive = new RunDirectory(working, hadoop(run)).checkpoints();
    Checkpoint last = archive.latest().orElseThrow().checkpoint();
    assertThat(last.round()).as(what).isEqualTo(InProcessRun.ROUNDS);
    assertThat(last.state().sha256()).as(what).isEqualTo(STATES.get(InProcessRun.ROUNDS));
    assertThat(archive.bestRound()).as(what).hasValue(InProcessRun.BEST);
    assertThat(rows(run)).as(what).isEqualTo(rows);
    assertThat(names(run)).as(what).noneMatch(name -> name.contains("/.") || name.startsWith("."));
    assertThat(names(run.resolve("samples")))
        .as(what)
        .containsAll(
            names(whole.resolve("samples")).stream().filter(it -> it.endsWith(".png")).toList());
  }

  /** Rows, samples and scores beyond the newest checkpoint, and a file that was not committed. */
  private static void interrupted(Path run) throws IOException {
    copy(whole, run);
    Files.move(
        run.resolve("checkpoints/round-000002.ckpt"),
        run.resolve("checkpoints/.round-000002.ckpt.tmp"));
    Files.move(run.resolve("checkpoints/best.ckpt"), run.resolve("checkpoints/round-000001.ckpt"));
  }

  /** Of all files that a reader of a table's folder sees. */
  private static Map<String, List<String>> rows(Path run) throws IOException {
    Map<String, List<String>> rows = new TreeMap<>();
    for (String table : TABLES) {
      List<String> all = new ArrayList<>();
      for (String file : names(run.resolve(table))) {
        all.addAll(read(run.resolve(table).resolve(file)));
      }
      rows.put(table, all.stream().sorted().toList());
    }
    return rows;
  }

  /** The same bytes are read only once. */
  private static List<String> read(Path file) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
    if (!READ.containsKey(bytes)) {
      try (Stream<Group> groups = new ParquetFile(working, hadoop(file)).rows()) {
        READ.put(bytes, groups.map(row -> row.toString().replaceAll(CLOCK, "")).toList());
      }
    }
    return READ.get(bytes);
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> tree = Files.walk(folder)) {
      return tree.filter(Files::isRegularFile)
          .map(file -> folder.relativize(file).toString())
          .sorted()
          .toList();
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    for (String name : names(from)) {
      Files.createDirectories(to.resolve(name).getParent());
      Files.copy(from.resolve(name), to.resolve(name));
    }
  }

  private static void delete(Path run) throws IOException {
    try (Stream<Path> tree = Files.walk(run)) {
      for (Path file : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private static org.apache.hadoop.fs.Path hadoop(Path path) {
    return new org.apache.hadoop.fs.Path(path.toUri());
  }
}
