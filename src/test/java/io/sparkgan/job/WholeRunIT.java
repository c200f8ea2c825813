package io.sparkgan.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import io.sparkgan.state.GanState;
import io.sparkgan.storage.StoredCheckpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

/** What runs leave, and how they are stopped, resumed, replaced and broken. */
class WholeRunIT extends TinyRuns {
  @Test
  void tellsRoundsAndWhereEverythingIs() {
    assertThat(whole.out())
        .contains("round 1/4", "round 4/4", "images/s", "d_loss", "left")
        .contains("samples/grid-000004.png", "whole/metrics", "round-000004.ckpt");
    assertThat(whole.err()).isEmpty();
  }

  @Test
  void writesTheRunDirectory() {
    assertThat(run("whole"))
        .isDirectoryRecursivelyContaining("glob:**/run.json")
        .isDirectoryRecursivelyContaining("glob:**/checkpoints/round-000004.ckpt")
        .isDirectoryRecursivelyContaining("glob:**/samples/grid-000000.png")
        .isDirectoryRecursivelyContaining("glob:**/samples/grid-000004.png");
    assertThat(content(run("whole")).keySet()).noneMatch(name -> name.contains(".crc"));
  }

  @Test
  void tablesHaveOneSetOfRowsPerRound() {
    try (SparkSession spark = session()) {
      assertThat(rows(spark, "rounds", "round, count(*)", "round"))
          .containsExactly("[1,1]", "[2,1]", "[3,1]", "[4,1]");
      assertThat(rows(spark, "workers", "round, count(*), sum(shard_images)", "round"))
          .containsExactly("[1,2,200]", "[2,2,200]", "[3,2,200]", "[4,2,200]");
      assertThat(
              rows(
                  spark, "steps", "round, worker, min(step), max(step), count(*)", "round, worker"))
          .containsExactly(
              "[1,0,1,5,5]",
              "[1,1,1,5,5]",
              "[2,0,6,10,5]",
              "[2,1,6,10,5]",
              "[3,0,11,15,5]",
              "[3,1,11,15,5]",
              "[4,0,16,20,5]",
              "[4,1,16,20,5]");
      assertThat(
              spark
                  .read()
                  .parquet(run("whole") + "/samples/images")
                  .groupBy("round")
                  .count()
                  .orderBy("round")
                  .collectAsList())
          .map(Row::toString)
          .containsExactly("[0,9]", "[1,9]", "[2,9]", "[3,9]", "[4,9]");
    }
  }

  @Test
  void inspectSaysInJsonWhatTheRunIs() {
    Config facts = Jobs.facts(run("whole"));
    assertThat(facts.getString("run")).isEqualTo("whole");
    assertThat(facts.getString("recipe")).isEqualTo("keras-mlp");
    assertThat(facts.getInt("round")).isEqualTo(4);
    assertThat(facts.getInt("rounds")).isEqualTo(4);
    assertThat(facts.getInt("last_round.round")).isEqualTo(4);
    assertThat(facts.getDouble("last_round.d_loss")).isPositive();
    assertThat(facts.getObject("sections"))
        .containsKeys("generator/parameters", "discriminator/parameters")
        .doesNotContainKey("generator/average");
    StoredCheckpoint stored = checkpoint("whole", 4);
    assertThat(facts.getString("state_sha256"))
        .isEqualTo(stored.checkpoint().state().sha256())
        .matches("[0-9a-f]{64}");
    assertThat(Jobs.inspect("--run-dir", run("whole").toString()).out())
        .contains("whole", "keras-mlp", "d_loss");
  }

  @Test
  void resumingAFinishedRunSaysSoAndChangesNothing() {
    Map<String, String> before = content(run("whole"));
    Jobs.Outcome resumed = resume("whole");
    assertThat(resumed.code()).isZero();
    assertThat(resumed.out()).contains("finished", "--rounds");
    assertThat(content(run("whole"))).isEqualTo(before);
  }

  @Test
  void anExtendedRunHasTheBitsOfALongerOne() {
    train("extended", "--rounds", "2");
    assertThat(sha256("extended")).isNotEqualTo(sha256("whole"));
    Jobs.Outcome resumed = resume("extended", "--rounds", "4");
    assertThat(resumed.code()).as(resumed.err()).isZero();
    assertThat(resumed.out())
        .contains("goes on after round 2", "round 4/4")
        .doesNotContain("round 2/4");
    assertThat(sha256("extended")).isEqualTo(sha256("whole"));
    assertThat(Jobs.facts(run("extended")).getInt("rounds")).isEqualTo(4);
  }

  @Test
  void anAverageOfTheGeneratorIsKeptAcrossAResumeAndIsNoBeginning() {
    String[] ema = {"--set", "ema.decay=0.5", "--set", "checkpoint.keep=9"};
    train(
        "averaged",
        Stream.concat(Stream.of("--rounds", "4"), Stream.of(ema)).toArray(String[]::new));
    train(
        "shorter",
        Stream.concat(Stream.of("--rounds", "2"), Stream.of(ema)).toArray(String[]::new));
    Jobs.Outcome resumed = resume("shorter", "--rounds", "4");
    assertThat(resumed.code()).as(resumed.err()).isZero();
    assertThat(sha256("shorter")).isEqualTo(sha256("averaged")).isNotEqualTo(sha256("whole"));
    GanState averaged = checkpoint("averaged", 4).checkpoint().state();
    assertThat(averaged.withoutAverage().sha256()).isEqualTo(sha256("whole"));
    train("fresh", "--rounds", "0", "--init-from", file("averaged", 4).toString());
    GanState fresh = checkpoint("fresh", 0).checkpoint().state();
    assertThat(fresh.average()).isEmpty();
    assertThat(fresh.values("generator/parameters"))
        .containsExactly(averaged.values("generator/parameters"));
  }

  @Test
  void aStoppedRunSaysHowToGoOnAndEndsAtTheSameBits() {
    AtomicInteger asked = new AtomicInteger();
    // Asked once before the first round and once after each.
    Jobs.Outcome stopped =
        Jobs.train(
            () -> asked.incrementAndGet() > 3,
            arguments("stopped", "--rounds", "4", "--set", "checkpoint.every=4"));
    assertThat(stopped.code()).isZero();
    assertThat(stopped.out())
        .contains("stopped after round 3 of 4", "jobs/resume --run-dir file:" + run("stopped"));
    assertThat(Jobs.facts(run("stopped")).getInt("round")).isEqualTo(3);
    assertThat(resume("stopped").code()).isZero();
    assertThat(sha256("stopped")).isEqualTo(sha256("whole"));
  }

  @Test
  void whatWasRecordedAfterTheLastCheckpointIsMadeAgain() throws IOException {
    train("sparse", "--rounds", "4", "--set", "checkpoint.every=2");
    String expected = sha256("sparse");
    // As if it had been killed just before the last rename: rows of rounds 3 and 4 are there.
    Files.delete(file("sparse", 4));

    assertThat(resume("sparse").out()).contains("goes on after round 2");

    assertThat(sha256("sparse")).isEqualTo(expected).isEqualTo(sha256("whole"));
    try (SparkSession spark = session()) {
      assertThat(
              spark
                  .read()
                  .parquet(run("sparse") + "/metrics/rounds")
                  .orderBy("round")
                  .select("round")
                  .collectAsList())
          .map(Row::toString)
          .containsExactly("[1]", "[2]", "[3]", "[4]");
    }
  }

  @Test
  void aRunThatCompactsItsTablesHasTheRowsOfOneThatDoesNot() throws IOException {
    train("loose", "--rounds", "10", "--set", "metrics.compactEvery=0");
    AtomicInteger asked = new AtomicInteger();
    // Asked once before the first round and twice in each.
    Jobs.Outcome stopped =
        Jobs.train(
            () -> asked.incrementAndGet() > 16,
            arguments("compacted", "--rounds", "10", "--set", "metrics.compactEvery=3"));
    assertThat(stopped.code()).as(stopped.err()).isZero();
    assertThat(tableFiles("compacted", "metrics/steps")).contains("rounds-000001-000003.parquet");
    int last = Jobs.facts(run("compacted")).getInt("round");
    assertThat(last).isBetween(6, 9);
    Files.delete(file("compacted", last));

    assertThat(resume("compacted").out()).contains("goes on after round " + (last - 1));

    assertThat(tableFiles("compacted", "metrics/workers"))
        .containsExactly(
            "round-000007.parquet",
            "round-000008.parquet",
            "round-000009.parquet",
            "round-000010.parquet",
            "rounds-000001-000003.parquet",
            "rounds-000004-000006.parquet");
    assertThat(tableFiles("compacted", "samples/images"))
        .containsExactly(
            "round-000009.parquet",
            "round-000010.parquet",
            "rounds-000000-000002.parquet",
            "rounds-000003-000005.parquet",
            "rounds-000006-000008.parquet");
    assertThat(sha256("compacted")).isEqualTo(sha256("loose"));
    assertThat(Jobs.facts(run("compacted")).getInt("last_round.round")).isEqualTo(10);
    try (SparkSession spark = session()) {
      SameRows.require(spark, run("compacted").toString(), run("loose").toString());
    }
  }

  @Test
  void aRunWithoutAWholeCheckpointIsLeftAlone() throws IOException {
    train("ruined", "--rounds", "2");
    for (int round = 1; round <= 2; round++) {
      Files.writeString(file("ruined", round), "not a checkpoint");
    }
    Map<String, String> before = content(run("ruined"));

    Jobs.Outcome resumed = resume("ruined", "--rounds", "4");
    assertThat(resumed.code()).isEqualTo(2);
    assertThat(resumed.errLines()).hasSize(3);
    assertThat(resumed.errLines().get(0)).startsWith("warning: ").contains("round-000002.ckpt");
    assertThat(resumed.errLines().get(2)).startsWith("error: ").contains("can read none of them");
    assertThat(content(run("ruined"))).isEqualTo(before);
  }

  @Test
  void theDataIsRememberedByItsFullUri() throws IOException {
    assertThat(Files.readString(run("whole").resolve("run.json")))
        .contains("\"uri\" : \"file:" + images);
  }

  @Test
  void aRunIsReplacedOnlyWhenAsked() {
    train("replaced", "--rounds", "2");
    Map<String, String> before = content(run("replaced"));
    assertThat(Jobs.train(arguments("replaced", "--rounds", "1")).code()).isEqualTo(2);
    assertThat(content(run("replaced"))).isEqualTo(before);
    train("replaced", "--rounds", "1", "--overwrite");
    assertThat(content(run("replaced")).keySet())
        .anyMatch(name -> name.contains("000001"))
        .noneMatch(name -> name.contains("000002"));
  }

  @Test
  void divergenceIsNamedAndKeepsTheLastCheckpoint() {
    Jobs.Outcome diverged =
        Jobs.train(
            arguments(
                "diverged",
                "--set",
                "recipe.generator.optimiser.rate=1e38",
                "--set",
                "recipe.discriminator.optimiser.rate=1e38"));
    assertThat(diverged.code()).isEqualTo(4);
    assertThat(diverged.errLines()).hasSize(1);
    assertThat(diverged.err())
        .startsWith("error: Training diverged")
        .containsPattern("(generator|discriminator) of worker [01] .* step \\d+");
    assertThat(Jobs.facts(run("diverged")).getInt("round")).isZero();
    assertThat(content(run("diverged")).keySet()).noneMatch(name -> name.contains("000001"));
  }

  private static List<String> tableFiles(String run, String table) throws IOException {
    try (Stream<Path> files = Files.list(run(run).resolve(table))) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private static SparkSession session() {
    return SparkSession.builder()
        .master("local[2]")
        .appName("test")
        .config("spark.ui.enabled", false)
        .config("spark.sql.shuffle.partitions", 2)
        .getOrCreate();
  }

  private static List<String> rows(SparkSession spark, String table, String columns, String keys) {
    spark.read().parquet(run("whole") + "/metrics/" + table).createOrReplaceTempView(table);
    return spark
        .sql("select %s from %s group by %s order by %s".formatted(columns, table, keys, keys))
        .collectAsList()
        .stream()
        .map(Row::toString)
        .toList();
  }
}
