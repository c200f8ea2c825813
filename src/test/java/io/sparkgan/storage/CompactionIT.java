package io.sparkgan.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkgan.storage.Breakage.Fault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FilterFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.example.GroupReadSupport;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CompactionIT {
  private static final String SCHEMA =
      "message rows { required int32 round; required double value; }";
  private static final String WIDER =
      "message rows { required int32 round; required double added; required double value; }";

  @TempDir private java.nio.file.Path out;

  private final Configuration configuration = new Configuration();
  private final Map<ByteBuffer, List<String>> known = new HashMap<>();
  private Path root;
  private HadoopFiles working;

  @BeforeEach
  void open() {
    root = new Path(out.toUri());
    working = HadoopFiles.of(configuration, root);
  }

  @Test
  void manyFilesBecomeOneWithTheSameRowsInTheSameOrder() throws IOException {
    Path table = table("table", 1, 8);
    List<String> before = rows(table);
    keepCheckpoints(8, 9);

    compaction(working, table).run();

    assertThat(working.names(table))
        .containsExactly(
            "round-000007.parquet",
            "round-000008.parquet",
            "rounds-000001-000003.parquet",
            "rounds-000004-000006.parquet");
    assertThat(rows(table)).isEqualTo(before).hasSize(16);
    assertThat(lines(new Path(table, "rounds-000001-000003.parquet")))
        .isEqualTo(before.subList(0, 6));
    assertThat(new ParquetTable(working, table, SCHEMA).rows())
        .map(CompactionIT::line)
        .isEqualTo(before);
  }

  @Test
  void whoListedTheFilesBeforeReadsTheSameRows() throws IOException {
    Path table = table("table", 1, 8);
    List<String> before = rows(table);
    keepCheckpoints(8, 9);
    AtomicInteger listed = new AtomicInteger();
    FilterFileSystem compacted =
        new FilterFileSystem(working.fileSystem()) {
          @Override
          public FileStatus[] listStatus(Path folder) throws IOException {
            FileStatus[] files = super.listStatus(folder);
            if (listed.incrementAndGet() == 1) {
              compaction(working, table).run();
            }
            return files;
          }
        };
    HadoopFiles files = new HadoopFiles(compacted, working.context());

    assertThat(new ParquetTable(files, table, SCHEMA).rows())
        .map(CompactionIT::line)
        .isEqualTo(before);
    assertThat(listed).hasValue(2);
  }

  @Test
  void whatAResumeMayDiscardIsLeftAlone() throws IOException {
    Path table = table("table", 0, 8);
    keepCheckpoints(5, 8);

    compaction(working, table).run();

    assertThat(working.names(table))
        .hasSize(7)
        .contains("rounds-000000-000002.parquet", "round-000003.parquet", "round-000004.parquet");
  }

  @Test
  void aRunWithoutCheckpointsIsLeftAlone() throws IOException {
    Path table = table("table", 0, 8);
    compaction(working, table).run();
    assertThat(working.names(table)).hasSize(9);
  }

  @Test
  void aTableOfSomeRoundsOnlyIsNamedAfterThose() throws IOException {
    Path table = new Path(root, "table");
    for (int round : new int[] {10, 20, 30, 40}) {
      write(table, round, SCHEMA);
    }
    keepCheckpoints(41);

    compaction(working, table).run();

    assertThat(working.names(table))
        .containsExactly("round-000040.parquet", "rounds-000010-000030.parquet");
  }

  @Test
  void aReaderOfOneRoundCanSkipOthersByTheirStatistics() throws IOException {
    Path table = table("table", 1, 3);
    keepCheckpoints(4);
    compaction(working, table).run();

    try (ParquetFileReader reader =
        ParquetFileReader.open(
            HadoopInputFile.fromPath(
                new Path(table, "rounds-000001-000003.parquet"), new Configuration()))) {
      var round = reader.getFooter().getBlocks().get(0).getColumns().get(0).getStatistics();
      assertThat(round.minAsString()).isEqualTo("1");
      assertThat(round.maxAsString()).isEqualTo("3");
    }
  }

  @Test
  void filesOfDifferentColumnsStayApart() throws IOException {
    Path table = table("table", 1, 2);
    for (int round = 3; round <= 8; round++) {
      write(table, round, WIDER);
    }
    write(table, 9, SCHEMA);
    keepCheckpoints(20);

    compaction(working, table).run();

    assertThat(working.names(table))
        .containsExactly(
            "round-000009.parquet",
            "rounds-000001-000002.parquet",
            "rounds-000003-000005.parquet",
            "rounds-000006-000008.parquet");
    assertThat(rows(table)).hasSize(18).contains("8 8.5").contains("9 9.5");
  }

  @Test
  void roundsOnBothSidesOfACompactedFileAreNeverOneFile() throws IOException {
    Path table = new Path(root, "table");
    write(table, 1, SCHEMA);
    for (int round = 2; round <= 4; round++) {
      write(table, round, WIDER);
    }
    keepCheckpoints(20);
    compaction(working, table).run();
    for (int round = 5; round <= 7; round++) {
      write(table, round, SCHEMA);
    }

    compaction(working, table).run();

    assertThat(working.names(table))
        .containsExactly(
            "round-000001.parquet", "rounds-000002-000004.parquet", "rounds-000005-000007.parquet");
    assertThat(rows(table)).hasSize(14);
  }

  @Test
  void aCrashAtAnyCallLosesNoRowAndLeavesNoneTwice() throws IOException {
    Path whole = table("whole", 1, 3);
    List<String> expected = rows(whole);
    keepCheckpoints(3);
    List<String> crashes =
        EveryCall.inTurn(
            Fault.CRASH,
            (call, dying) -> {
              Path table = copy(whole, "crash-" + call);
              compaction(broken(dying), table, 2).run();

              assertThat(readByUs(table)).as("killed at call %d", call).isEqualTo(expected);
              new Leftovers(working, 3).discard(table);
              assertThat(rows(table)).as("resumed after call %d", call).isEqualTo(expected);
              compaction(working, table, 2).run();
              assertThat(rows(table)).as("compacted after call %d", call).isEqualTo(expected);
              assertThat(working.names(table))
                  .containsExactly("round-000003.parquet", "rounds-000001-000002.parquet");
            });
    assertThat(crashes).hasSizeGreaterThan(20);
  }

  @ParameterizedTest
  @EnumSource(names = {"FAILURE", "NO_SPACE"})
  void aFailureAtAnyCallCostsTheRunNothingAndIsMadeUpForNextTime(Fault fault) throws IOException {
    Path whole = table("whole", 1, 3);
    List<String> expected = rows(whole);
    keepCheckpoints(3);
    List<String> failures =
        EveryCall.inTurn(
            fault,
            (call, failing) -> {
              Path table = copy(whole, "failure-" + call);
              assertThatCode(() -> compaction(broken(failing), table, 2).run())
                  .doesNotThrowAnyException();

              assertThat(readByUs(table)).as("call %d failed", call).isEqualTo(expected);
              compaction(working, table, 2).run();
              assertThat(rows(table)).as("call %d failed", call).isEqualTo(expected);
              assertThat(working.names(table))
                  .containsExactly("round-000003.parquet", "rounds-000001-000002.parquet");
            });
    assertThat(failures).hasSizeGreaterThan(fault == Fault.FAILURE ? 20 : 3);
  }

  @Test
  void aResumeInsideACompactedFileDiscardsExactlyTheLaterRows() throws IOException {
    Path whole = table("whole", 1, 5);
    List<String> all = rows(whole);
    keepCheckpoints(5);
    compaction(working, whole).run();
    for (int round = 0; round <= 5; round++) {
      Path table = copy(whole, "fallback-" + round);

      new Leftovers(working, round).discard(table);

      assertThat(rows(table)).isEqualTo(all.subList(0, 2 * round));
      IntStream.rangeClosed(round + 1, 5).forEach(again -> write(table, again, SCHEMA));
      compaction(working, table).run();
      assertThat(rows(table)).isEqualTo(all);
    }
  }

  @Test
  void aCrashInTheMiddleOfDiscardingIsMadeUpForByTheNextResume() throws IOException {
    Path whole = table("whole", 1, 5);
    List<String> kept = rows(whole).subList(0, 4);
    keepCheckpoints(5);
    compaction(working, whole).run();
    List<String> crashes =
        EveryCall.inTurn(
            Fault.CRASH,
            (call, dying) -> {
              Path table = copy(whole, "discard-" + call);
              unlessKilled(() -> new Leftovers(broken(dying), 2).discard(table));

              assertThat(readByUs(table)).containsAll(kept).doesNotHaveDuplicates();
              new Leftovers(working, 2).discard(table);
              assertThat(rows(table)).as("killed at call %d", call).isEqualTo(kept);
              assertThat(working.names(table)).containsExactly("rounds-000001-000002.parquet");
            });
    assertThat(crashes).hasSizeGreaterThan(10);
  }

  @Test
  void aRoundThatFollowsARestIsNoDuplicateOfIt() throws IOException {
    Path table = new Path(root, "table");
    for (int round : new int[] {10, 20, 30}) {
      write(table, round, SCHEMA);
    }
    keepCheckpoints(41);
    compaction(working, table).run();

    new Leftovers(working, 25).discard(table);
    write(table, 25, SCHEMA);
    compaction(working, table).run();
    new Leftovers(working, 25).discard(table);

    assertThat(working.names(table))
        .containsExactly("round-000025.parquet", "rounds-000010-000020.parquet");
    assertThat(rows(table)).hasSize(6).contains("25 25.0", "25 25.5");
  }

  @Test
  void oneFileIsNotMadeOfOne() {
    assertThatThrownBy(() -> new Compaction(new CheckpointArchive(working, root), List.of(), 1))
        .hasMessage("Compacting every 1 files");
  }

  private Compaction compaction(HadoopFiles files, Path table) {
    return compaction(files, table, 3);
  }

  private Compaction compaction(HadoopFiles files, Path table, int every) {
    // What the checkpoints say is not what is broken here.
    CheckpointArchive checkpoints = new CheckpointArchive(working, new Path(root, "checkpoints"));
    return new Compaction(checkpoints, List.of(new TableFolder(files, table)), every);
  }

  private HadoopFiles broken(Breakage breakage) {
    return new HadoopFiles(BrokenLocalFileSystem.of(breakage), working.context());
  }

  private static void unlessKilled(Runnable work) {
    try {
      work.run();
    } catch (UncheckedIOException e) {
      assertThat(e).hasRootCauseInstanceOf(IOException.class);
    }
  }

  private void keepCheckpoints(int... rounds) throws IOException {
    java.nio.file.Path folder = Files.createDirectories(out.resolve("checkpoints"));
    for (int round : rounds) {
      Files.createFile(folder.resolve(RoundName.CHECKPOINT.of(round)));
    }
  }

  private Path table(String name, int first, int last) {
    Path table = new Path(root, name);
    IntStream.rangeClosed(first, last).forEach(round -> write(table, round, SCHEMA));
    return table;
  }

  private Path copy(Path table, String name) throws IOException {
    java.nio.file.Path folder = Files.createDirectory(out.resolve(name));
    for (String file : working.names(table)) {
      Files.copy(out.resolve(table.getName()).resolve(file), folder.resolve(file));
    }
    return new Path(root, name);
  }

  /** Two rows. */
  private void write(Path folder, int round, String schema) {
    ParquetTable table = new ParquetTable(working, folder, schema);
    Function<Double, Group> row =
        value -> {
          Group group = table.row().append("round", round);
          return schema.equals(WIDER)
              ? group.append("added", -1.0).append("value", value)
              : group.append("value", value);
        };
    table.write(round, Stream.of(row.apply((double) round), row.apply(round + .5)));
  }

  /** Of the files that count. */
  private List<String> readByUs(Path folder) throws IOException {
    TableFolder table = new TableFolder(working, folder);
    List<String> rows = new ArrayList<>();
    for (RoundRange range : table.ranges()) {
      rows.addAll(lines(table.file(range).path()));
    }
    return rows;
  }

  /** Of all files that a reader of the folder sees. */
  private List<String> rows(Path folder) throws IOException {
    List<String> rows = new ArrayList<>();
    for (String name : working.names(folder)) {
      if (!name.startsWith(".")) {
        rows.addAll(lines(new Path(folder, name)));
      }
    }
    return rows.stream().sorted().toList();
  }

  /** With Parquet alone, which takes its time, so it sees the same bytes only once. */
  private List<String> lines(Path file) throws IOException {
    ByteBuffer bytes =
        ByteBuffer.wrap(Files.readAllBytes(java.nio.file.Path.of(file.toUri().getPath())));
    if (!known.containsKey(bytes)) {
      List<String> lines = new ArrayList<>();
      try (ParquetReader<Group> reader =
          ParquetReader.builder(new GroupReadSupport(), file).withConf(configuration).build()) {
        for (Group row = reader.read(); row != null; row = reader.read()) {
          lines.add(line(row));
        }
      }
      known.put(bytes, lines);
    }
    return known.get(bytes);
  }

  private static String line(Group row) {
    return row.getInteger("round", 0) + " " + row.getDouble("value", 0);
  }
}
