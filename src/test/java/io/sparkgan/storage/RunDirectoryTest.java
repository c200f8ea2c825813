package io.sparkgan.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkgan.config.Protocol;
import io.sparkgan.config.Score;
import io.sparkgan.config.UserInputException;
import io.sparkgan.storage.RunDirectory.IfExists;
import io.sparkgan.training.CheckpointStore;
import io.sparkgan.training.RoundRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunDirectoryTest {
  @TempDir private Path out;

  @Test
  void aNewRunCanBeOpened() {
    RunDirectory made = create("digits-1", IfExists.REFUSE, "{\"recipe\": \"ü\"}");

    RunDirectory opened = RunDirectory.open(new Configuration(), made.uri());

    assertThat(opened.name()).isEqualTo("digits-1");
    assertThat(opened.runJson()).isEqualTo("{\"recipe\": \"ü\"}");
    assertThat(opened.uri()).isEqualTo("file:" + out + "/digits-1");
    assertThat(out.resolve("digits-1")).isDirectoryContaining("glob:**run.json");
  }

  @Test
  void aPlainPathIsAUriToo() {
    RunDirectory.create(new Configuration(), out.toString(), "run", IfExists.REFUSE, "{}");

    assertThat(RunDirectory.open(new Configuration(), out + "/run/").uri())
        .isEqualTo("file:" + out + "/run");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "..", ".hidden", "-x", "a/b", "a b", "a:b", "größe", "a\n"})
  void namesThatCouldLeaveTheFolderAreRefused(String name) {
    assertThatThrownBy(() -> create(name, IfExists.REFUSE, "{}"))
        .isInstanceOf(UserInputException.class)
        .hasMessageContaining("--run");
  }

  @Test
  void anExistingRunIsRefusedAndUntouched() {
    RunDirectory run = create("run", IfExists.REFUSE, "{}");

    assertThatThrownBy(() -> create("run", IfExists.REFUSE, "other"))
        .isInstanceOf(UserInputException.class)
        .hasMessageContainingAll("jobs/resume", "--overwrite", "--run");
    assertThat(run.runJson()).isEqualTo("{}");
  }

  @Test
  void anExistingRunIsOverwrittenOnRequest() throws IOException {
    RunDirectory old = create("run", IfExists.REFUSE, "old");
    fill(old, 3);

    RunDirectory run = create("run", IfExists.OVERWRITE, "new");

    assertThat(run.runJson()).isEqualTo("new");
    assertThat(files("run")).containsExactly("run.json");
  }

  @ParameterizedTest
  @ValueSource(strings = {"REFUSE", "OVERWRITE"})
  void whatIsNotARunIsNeverDeleted(IfExists ifExists) throws IOException {
    Files.createDirectories(out.resolve("folder/photos"));
    Files.writeString(out.resolve("file"), "precious");

    for (String name : new String[] {"folder", "file"}) {
      assertThatThrownBy(() -> create(name, ifExists, "{}"))
          .isInstanceOf(UserInputException.class)
          .hasMessageContaining("is not a run directory");
    }
    assertThat(out.resolve("folder/photos")).exists();
    assertThat(out.resolve("file")).hasContent("precious");
  }

  @Test
  void anEmptyFolderOrTheRestOfAnInterruptedStartIsNotInTheWay() throws IOException {
    Files.createDirectories(out.resolve("run"));
    Files.writeString(out.resolve("run/.run.json.tmp"), "{");

    assertThat(create("run", IfExists.REFUSE, "{}").runJson()).isEqualTo("{}");
    assertThat(files("run")).containsExactly("run.json");
  }

  @Test
  void whatIsNotARunIsNotOpened() {
    for (String uri : new String[] {out.toString(), out + "/missing"}) {
      assertThatThrownBy(() -> RunDirectory.open(new Configuration(), uri))
          .isInstanceOf(UserInputException.class)
          .hasMessageContaining("is not a run directory");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"metrics/rounds", "metrics/evaluations", "samples/images"})
  void aRunWhoseRowsWouldBeOverlookedIsRefused(String table) throws IOException {
    String uri = create("run", IfExists.REFUSE, "{}").uri();
    leave(table + "/round=000012/part.parquet");

    assertThatThrownBy(() -> RunDirectory.open(new Configuration(), uri))
        .isInstanceOf(UserInputException.class)
        .hasMessageContainingAll(
            table + " has a folder round=000012",
            "expected a file such as round-000012.parquet",
            "move round=000012/part.parquet there");
    assertThat(create("run", IfExists.OVERWRITE, "new").runJson()).isEqualTo("new");
  }

  @ParameterizedTest
  @ValueSource(strings = {"nosuch://host/folder", "nosuch:/folder", "", "http:", "s3a://bucket/x"})
  void aUriHadoopDoesNotKnowIsTheUsersMistake(String uri) {
    assertThatThrownBy(
            () -> RunDirectory.create(new Configuration(), uri, "run", IfExists.REFUSE, "{}"))
        .isInstanceOf(UserInputException.class);
    assertThatThrownBy(() -> RunDirectory.open(new Configuration(), uri))
        .isInstanceOf(UserInputException.class);
  }

  @Test
  void discardingLeavesExactlyWhatTheCheckpointCovers() throws IOException {
    RunDirectory run = create("run", IfExists.REFUSE, "{}");
    fill(run, 2);
    String[] covered = files("run").toArray(String[]::new);

    fill(run, 3);
    fill(run, 1000000);
    run.checkpoints(TestRuns.FINGERPRINTS, 1).prepare(TestRuns.checkpoint(4));
    leave("checkpoints/.best.ckpt.tmp");
    leave("metrics/rounds/.round-000002.parquet.tmp");
    leave("metrics/rounds/..round-000002.parquet.tmp.crc");
    leave("checkpoints/.round-000003.ckpt.crc");
    leave("checkpoints/.round-000001.ckpt.crc");
    leave("samples/.grid-000003.png.tmp");
    leave(".run.json.tmp");
    run.discardAfter(2);

    assertThat(files("run")).containsExactly(covered);
    assertThat(run.checkpoints().latest().orElseThrow().checkpoint().round()).isEqualTo(2);
    assertThat(run.rounds().latestRound().orElseThrow()).containsEntry("round", 2);
    assertThat(run.pastEvaluations().values(Protocol.N500, Score.FRECHET_DISTANCE))
        .containsOnlyKeys(2);
  }

  @Test
  void tablesAreCompactedAfterACommitIfAtAll() throws IOException {
    RunDirectory run = create("run", IfExists.REFUSE, "{}");
    CheckpointStore store = run.checkpoints(TestRuns.FINGERPRINTS, 2);
    assertThat(run.compacting(store, 0)).isSameAs(store);
    fill(run, 1);
    fill(run, 2);
    fill(run, 3);

    TestRuns.commit(run.compacting(store, 2), 4);

    assertThat(files("run").filter(name -> name.endsWith(".parquet")))
        .hasSize(10)
        .contains("metrics/steps/rounds-000001-000002.parquet")
        .contains("metrics/steps/round-000003.parquet")
        .contains("metrics/workers/rounds-000001-000002.parquet")
        .contains("metrics/rounds/rounds-000001-000002.parquet")
        .contains("metrics/evaluations/rounds-000001-000002.parquet")
        .contains("samples/images/rounds-000001-000002.parquet");
    assertThat(run.compacting(store, 2).latest().orElseThrow().round()).isEqualTo(4);
  }

  @Test
  void discardingTouchesNothingThatIsNotOfARound() throws IOException {
    RunDirectory run = create("run", IfExists.REFUSE, "{}");
    leave("samples/notes.txt");
    leave("samples/.notes.txt.crc");
    leave("report/index.html");
    run.discardAfter(0);

    assertThat(files("run"))
        .containsExactly(
            "report/index.html", "run.json", "samples/.notes.txt.crc", "samples/notes.txt");
  }

  private RunDirectory create(String name, IfExists ifExists, String json) {
    return RunDirectory.create(new Configuration(), out.toUri().toString(), name, ifExists, json);
  }

  /** Everything a round writes. */
  private static void fill(RunDirectory run, int round) {
    CheckpointStore store = run.checkpoints(TestRuns.FINGERPRINTS, 10);
    run.metrics().writeDetails(round, TestRuns.outcome(round));
    run.metrics().writeRound(new RoundRecord(round, TestRuns.outcome(round), 44));
    run.samples(new PngGrid(2)).write(round, TestRuns.samples(3), TestRuns.judged(3));
    TestRuns.commit(store, round);
    run.evaluations().write(round, List.of(TestRuns.evaluation(Protocol.N500, round)));
    if (round == 2) {
      store.keepBest(round);
    }
  }

  private void leave(String name) throws IOException {
    Path file = out.resolve("run").resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, "rest");
  }

  private Stream<String> files(String run) throws IOException {
    Path root = out.resolve(run);
    try (Stream<Path> paths = Files.walk(root)) {
      return paths
          .filter(Files::isRegularFile)
          .map(p -> root.relativize(p).toString())
          .sorted()
          .toList()
          .stream();
    }
  }
}
