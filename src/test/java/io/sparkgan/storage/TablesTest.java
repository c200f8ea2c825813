package io.sparkgan.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkgan.config.Interval;
import io.sparkgan.config.Protocol;
import io.sparkgan.config.Score;
import io.sparkgan.config.UserInputException;
import io.sparkgan.evaluation.Evaluation;
import io.sparkgan.storage.RunDirectory.IfExists;
import io.sparkgan.training.RoundRecord;
import io.sparkgan.training.ShardLabels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.example.GroupReadSupport;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.schema.Type;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TablesTest {
  @TempDir private Path out;

  private RunDirectory run;

  @BeforeEach
  void newRun() {
    run = RunDirectory.create(new Configuration(), out.toString(), "digits", IfExists.REFUSE, "{}");
  }

  @Test
  void shardsHaveARowPerWorkerAndLabel() throws IOException {
    run.shards().write(List.of(new ShardLabels(0, -1, 7)));
    run.shards().write(List.of(new ShardLabels(0, 3, 50), new ShardLabels(1, 4, 6L << 32)));

    List<Group> rows = read("metrics/shards/part.parquet");

    assertThat(columns(rows)).containsExactly("run", "worker", "label", "images");
    assertThat(rows)
        .extracting(TablesTest::line)
        .containsExactly("digits 0 3 50", "digits 1 4 25769803776");
    run.discardAfter(0);
    assertThat(read("metrics/shards/part.parquet")).hasSize(2);
  }

  @Test
  void stepsHaveARowPerWorkerAndLocalStep() throws IOException {
    run.metrics().writeDetails(12, TestRuns.outcome(12));

    List<Group> rows = read("metrics/steps/round-000012.parquet");

    assertThat(columns(rows))
        .containsExactly(
            "run",
            "round",
            "worker",
            "step",
            "d_loss",
            "g_loss",
            "d_real_probability",
            "d_generated_probability",
            "d_real_accuracy",
            "d_generated_accuracy");
    assertThat(rows)
        .extracting(TablesTest::line)
        .containsExactly(
            "digits 12 0 121 1.0 2.0 0.75 0.25 0.875 0.625",
            "digits 12 0 122 2.0 4.0 0.75 0.25 0.875 0.625",
            "digits 12 1 121 2.0 3.0 0.75 0.25 0.875 0.625",
            "digits 12 1 122 3.0 5.0 0.75 0.25 0.875 0.625");
  }

  @Test
  void workersHaveARowPerWorker() throws IOException {
    run.metrics().writeDetails(12, TestRuns.outcome(12));

    List<Group> rows = read("metrics/workers/round-000012.parquet");

    assertThat(columns(rows))
        .containsExactly(
            "run",
            "round",
            "worker",
            "host",
            "instructions",
            "shard_images",
            "weight",
            "local_steps",
            "images",
            "restore_wall_ms",
            "train_wall_ms",
            "emit_wall_ms",
            "native_bytes",
            "bytes_emitted",
            "generator_drift",
            "discriminator_drift");
    assertThat(rows)
        .extracting(TablesTest::line)
        .containsExactly(
            "digits 12 0 host-0 avx0 100 0.25 2 64 7 200 9 70000 600 0.5 0.125",
            "digits 12 1 host-1 avx1 101 0.75 2 65 7 200 9 70000 600 0.5 0.125");
  }

  @Test
  void theNewestRoundIsReadInTheOrderOfItsColumns() {
    assertThat(run.rounds().latestRound()).isEmpty();
    for (int round : new int[] {2, 12, 3}) {
      run.metrics().writeRound(new RoundRecord(round, TestRuns.outcome(round), 36));
    }

    Map<String, Object> row = run.rounds().latestRound().orElseThrow();

    assertThat(row)
        .containsExactly(
            Map.entry("run", "digits"),
            Map.entry("round", 12),
            Map.entry("workers", 2),
            Map.entry("local_steps", 2),
            Map.entry("steps", 120L),
            Map.entry("images", 129L),
            Map.entry("images_per_s", 430.0),
            Map.entry("d_loss", 2.0),
            Map.entry("g_loss", 3.5),
            Map.entry("generator_relative_drift", Math.sqrt(.25 / 144)),
            Map.entry("discriminator_relative_drift", .05),
            Map.entry("broadcast_wall_ms", 11L),
            Map.entry("train_wall_ms", 220L),
            Map.entry("average_wall_ms", 33L),
            Map.entry("commit_wall_ms", 36L),
            Map.entry("wall_ms", 300L),
            Map.entry("bytes_broadcast", 4000L),
            Map.entry("bytes_emitted", 1200L),
            Map.entry("bytes_received", 5000L));
  }

  @Test
  void whatLaterRoundsDependOnIsReadBackToTheBit() {
    for (int round = 1; round <= 4; round++) {
      run.metrics().writeRound(new RoundRecord(round, TestRuns.outcome(round), 36));
    }

    assertThat(run.metrics().newest(3, 2))
        .containsExactly(
            new Interval.Trained(2, TestRuns.outcome(2).drift().greater()),
            new Interval.Trained(2, TestRuns.outcome(3).drift().greater()));
  }

  @Test
  void aRowThatLaterRoundsDependOnIsMissed() {
    run.metrics().writeRound(new RoundRecord(2, TestRuns.outcome(2), 36));

    assertThatThrownBy(() -> run.metrics().newest(2, 2))
        .isInstanceOf(UserInputException.class)
        .hasMessage(
            "%s/metrics/rounds: expected a row of round 1, as averaging.interval goes by its drift, found none; put its file back, or begin a new run with --init-from"
                .formatted(run.uri()));
  }

  @Test
  void aRoundWrittenAgainReplacesItsRows() throws IOException {
    run.metrics().writeDetails(1, TestRuns.outcome(1));
    run.metrics().writeDetails(1, TestRuns.outcome(2));

    try (var files = Files.list(out.resolve("digits/metrics/steps"))) {
      assertThat(files.map(Path::getFileName))
          .extracting(Path::toString)
          .containsExactly("round-000001.parquet");
    }
    assertThat(read("metrics/steps/round-000001.parquet"))
        .extracting(row -> row.getLong("step", 0))
        .containsExactly(21L, 22L, 21L, 22L);
  }

  @Test
  void samplesAreRowsWithTheirLatents() throws IOException {
    run.samples(new PngGrid(2)).write(5, TestRuns.samples(3), List.of());

    List<Group> rows = read("samples/images/round-000005.parquet");

    assertThat(columns(rows))
        .containsExactly(
            "run",
            "round",
            "index",
            "label",
            "latent",
            "height",
            "width",
            "pixels",
            "d_probability",
            "predicted_digit",
            "confidence",
            "nearest_index",
            "nearest_distance");
    assertThat(rows).hasSize(3);
    assertThat(rows).extracting(row -> row.getInteger("label", 0)).containsExactly(-1, 0, 1);
    Group last = rows.get(2);
    assertThat(last.getInteger("index", 0)).isEqualTo(2);
    assertThat(last.getInteger("height", 0)).isEqualTo(2);
    assertThat(last.getInteger("width", 0)).isEqualTo(3);
    assertThat(last.getBinary("pixels", 0).getBytes())
        .containsExactly(180, 190, 200, 210, 220, 230);
    assertThat(last.getFloat("d_probability", 0)).isEqualTo(0.5f);
    Group latent = last.getGroup("latent", 0);
    assertThat(latent.getFieldRepetitionCount("list")).isEqualTo(2);
    assertThat(latent.getGroup("list", 0).getFloat("element", 0)).isEqualTo(2);
    assertThat(latent.getGroup("list", 1).getFloat("element", 0)).isEqualTo(-0.5f);
    assertThat(out.resolve("digits/samples/grid-000005.png")).isNotEmptyFile();
    assertThat(run.grids().newest()).contains("file:" + out + "/digits/samples/grid-000005.png");
  }

  @Test
  void samplesHaveTheVerdictOfTheJudgeIfThereIsOne() throws IOException {
    run.samples(new PngGrid(2)).write(5, TestRuns.samples(3), TestRuns.judged(3));
    run.samples(new PngGrid(2)).write(6, TestRuns.samples(3), List.of());

    Group last = read("samples/images/round-000005.parquet").get(2);
    assertThat(last.getInteger("predicted_digit", 0)).isEqualTo(2);
    assertThat(last.getFloat("confidence", 0)).isEqualTo(.75f);
    assertThat(last.getLong("nearest_index", 0)).isEqualTo(1_000_000_000_002L);
    assertThat(last.getFloat("nearest_distance", 0)).isEqualTo(5f);
    assertThat(read("samples/images/round-000006.parquet"))
        .allSatisfy(
            row ->
                assertThat(
                        List.of(
                            row.getFieldRepetitionCount("predicted_digit"),
                            row.getFieldRepetitionCount("confidence"),
                            row.getFieldRepetitionCount("nearest_index"),
                            row.getFieldRepetitionCount("nearest_distance")))
                    .containsOnly(0));
    assertThatThrownBy(
            () -> run.samples(new PngGrid(2)).write(7, TestRuns.samples(3), TestRuns.judged(2)))
        .hasMessage("3 images, 2 of them judged");
  }

  @Test
  void evaluationsHaveARowPerProtocol() throws IOException {
    Evaluation whole = TestRuns.evaluation(Protocol.N10000, 8);
    run.evaluations().write(12, List.of(whole, TestRuns.evaluation(Protocol.BATCH32, 9)));

    List<Group> rows = read("metrics/evaluations/round-000012.parquet");

    List<String> expected = new ArrayList<>(List.of("run", "round"));
    expected.addAll(EvaluationColumns.of(whole).keySet());
    expected.add(expected.size() - 1, "d_probability");
    assertThat(columns(rows)).isEqualTo(expected);
    assertThat(rows)
        .extracting(row -> row.getString("protocol", 0))
        .containsExactly("n10000", "batch32");
    Group row = rows.get(0);
    assertThat(row.getString("run", 0)).isEqualTo("digits");
    assertThat(row.getInteger("round", 0)).isEqualTo(12);
    assertThat(row.getDouble("mnist_score", 0)).isEqualTo(4);
    assertThat(row.getDouble("memorisation_floor", 0)).isEqualTo(9.5);
    assertThat(row.getInteger("missing_digits", 0)).isEqualTo(15);
    assertThat(row.getDouble("as_asked", 0)).isEqualTo(.875);
    assertThat(row.getFieldRepetitionCount("d_probability")).isZero();
    Group histogram = row.getGroup("digit_histogram", 0);
    assertThat(histogram.getFieldRepetitionCount("list")).isEqualTo(2);
    assertThat(histogram.getGroup("list", 1).getDouble("element", 0)).isEqualTo(13);
  }

  @Test
  void theHistoryOfAScoreIsThatOfOneProtocol() {
    assertThat(run.pastEvaluations().values(Protocol.N500, Score.RECALL)).isEmpty();
    for (int round : new int[] {12, 2}) {
      run.evaluations()
          .write(
              round,
              List.of(
                  TestRuns.evaluation(Protocol.N10000, round),
                  TestRuns.evaluation(Protocol.BATCH32, 100)));
    }

    assertThat(run.pastEvaluations().values(Protocol.N500, Score.RECALL)).isEmpty();
    assertThat(run.pastEvaluations().values(Protocol.N10000, Score.RECALL))
        .containsExactly(Map.entry(2, 6.0), Map.entry(12, 16.0));
    assertThat(run.pastEvaluations().values(Protocol.BATCH32, Score.MNIST_SCORE))
        .containsExactly(Map.entry(2, 50.0), Map.entry(12, 50.0));
  }

  @Test
  void scoresThatWereMadeWithSomethingElseAreRefused() {
    Comparison made = new Comparison("mnist-0123abcd", "test");
    Comparison other = new Comparison("mnist-4567cdef", "test");
    run.pastEvaluations().requireSame(other);
    for (int round : new int[] {12, 2}) {
      run.evaluations()
          .write(
              round,
              List.of(
                  TestRuns.evaluation(Protocol.N500, round),
                  TestRuns.evaluation(Protocol.BATCH32, round)));
    }
    run.pastEvaluations().requireSame(made);
    assertThatThrownBy(() -> run.pastEvaluations().requireSame(other))
        .isInstanceOf(UserInputException.class)
        .hasMessageContainingAll(
            "scores of run digits were made with judge mnist-0123abcd and test images",
            "now would be with judge mnist-4567cdef and test images");
  }

  @Test
  void theSameRoundGivesTheSameBytes() throws IOException {
    Path file = out.resolve("digits/metrics/workers/round-000001.parquet");
    run.metrics().writeDetails(1, TestRuns.outcome(1));
    byte[] first = Files.readAllBytes(file);
    run.metrics().writeDetails(1, TestRuns.outcome(1));

    assertThat(file).hasBinaryContent(first);
  }

  @Test
  void tablesAreCompressed() throws IOException {
    run.metrics().writeDetails(1, TestRuns.outcome(1));
    org.apache.hadoop.fs.Path file =
        new org.apache.hadoop.fs.Path(run.uri(), "metrics/steps/round-000001.parquet");

    try (ParquetFileReader reader =
        ParquetFileReader.open(HadoopInputFile.fromPath(file, new Configuration()))) {
      assertThat(reader.getFooter().getBlocks().get(0).getColumns())
          .allMatch(column -> column.getCodec().name().equals("ZSTD"));
    }
  }

  /** Read with Parquet alone, not with the code under test. */
  private List<Group> read(String file) throws IOException {
    List<Group> rows = new ArrayList<>();
    try (ParquetReader<Group> reader =
        ParquetReader.builder(
                new GroupReadSupport(), new org.apache.hadoop.fs.Path(run.uri(), file))
            .build()) {
      for (Group row = reader.read(); row != null; row = reader.read()) {
        rows.add(row);
      }
    }
    return rows;
  }

  private static List<String> columns(List<Group> rows) {
    return rows.get(0).getType().getFields().stream().map(Type::getName).toList();
  }

  private static String line(Group row) {
    List<String> values = new ArrayList<>();
    for (int i = 0; i < row.getType().getFieldCount(); i++) {
      values.add(row.getValueToString(i, 0));
    }
    return String.join(" ", values);
  }
}
