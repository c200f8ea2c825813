package io.sparkgan.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkgan.config.UserInputException;
import io.sparkgan.sql.Pictures;
import io.sparkgan.sql.RunViews;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Whoever looks at runs sees what there is of them, and is told what there is not. */
class RunViewsIT extends TinyRuns {
  private static final byte[] MAGIC = {'P', 'A', 'R', '1'};

  private static SparkSession spark;

  @BeforeAll
  static void startSpark() {
    train("other", "--rounds", "2", "--set", "evaluation.judge=none");
    spark =
        SparkSession.builder()
            .master("local[2]")
            .config("spark.ui.enabled", false)
            .config("spark.sql.shuffle.partitions", 2)
            .getOrCreate();
  }

  @AfterAll
  static void stopSpark() {
    spark.stop();
  }

  @Test
  void viewsHaveTheRowsOfAllRuns() {
    String told = RunViews.register(spark, run("whole").toString(), run("other").toString());
    assertThat(told.lines())
        .containsExactly(
            "whole: keras-mlp, round 4; no rows of evaluations",
            "other: keras-mlp, round 2; no rows of evaluations");
    assertThat(
            spark
                .sql("SELECT run, count(*) FROM rounds GROUP BY run ORDER BY run")
                .collectAsList()
                .toString())
        .isEqualTo("[[other,2], [whole,4]]");
    assertThat(spark.table("workers").count()).isEqualTo(6L * WORKERS);
    assertThat(spark.table("shards").count()).isPositive();
  }

  @Test
  void whatHasNoRowsIsEmptyWithAllColumns() {
    RunViews.register(spark, run("whole").toString());
    assertThat(spark.table("evaluations").count()).isZero();
    assertThat(spark.table("evaluations").columns())
        .contains("run", "round", "mnist_score", "mnist_score_floor", "digit_histogram");
  }

  @Test
  void aRunBeforeItsFirstRoundIsShownAsThat() throws IOException {
    Path begun = Files.createDirectory(folder.resolve("begun"));
    Files.copy(run("whole").resolve("run.json"), begun.resolve("run.json"));
    assertThat(RunViews.register(spark, begun.toString()))
        .isEqualTo(
            "begun: keras-mlp, no round yet; no rows of steps, workers, rounds, evaluations, shards, samples");
    assertThat(spark.table("steps").count()).isZero();
    assertThatThrownBy(() -> Pictures.of(spark.table("samples"), 10))
        .isInstanceOf(UserInputException.class)
        .hasMessage("Pictures: expected 1 to 10000 images, found none");
  }

  @Test
  void rowsThatACrashLeftTwiceAreThereOnce() throws IOException {
    Path crashed = copy(run("whole"), folder.resolve("crashed"));
    Path steps = crashed.resolve("metrics/steps");
    long rows = spark.read().parquet(steps.toString()).count();
    // As after a compaction's rename and before its deletes, with a round half-written besides.
    Files.copy(
        steps.resolve("round-000001.parquet"), steps.resolve("rounds-000001-000001.parquet"));
    Files.write(steps.resolve(".round-000005.parquet.tmp"), new byte[10]);
    RunViews.register(spark, crashed.toString());
    assertThat(spark.table("steps").count()).isEqualTo(rows);
  }

  @Test
  void whatIsNoRunIsToldInALineBesideTheRunsThatAre() throws IOException {
    Path old = copy(run("whole"), folder.resolve("old"));
    Files.createDirectory(old.resolve("metrics/steps/round=000001"));
    String told =
        RunViews.register(spark, folder + "/nothing", run("other").toString(), old.toString());
    assertThat(told.lines()).hasSize(3).first().asString().startsWith("other: keras-mlp, round 2");
    assertThat(told).contains(folder + "/nothing").contains("round=000001");
    assertThatThrownBy(() -> RunViews.register(spark, folder + "/nothing"))
        .isInstanceOf(UserInputException.class)
        .hasMessageContaining(folder + "/nothing");
  }

  @Test
  void aTableWhoseFooterClaimsMoreThanThereIsIsNotGivenToSpark() throws IOException {
    Path hostile = copy(run("whole"), folder.resolve("hostile"));
    // A schema of 2^31 - 1 elements.
    byte[] footer = {0x15, 2, 0x19, (byte) 0xfc, -1, -1, -1, -1, 7};
    byte[] file = new byte[4 + footer.length + 8];
    ByteBuffer.wrap(file)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(MAGIC)
        .put(footer)
        .putInt(footer.length)
        .put(MAGIC);
    for (String table : List.of("steps/round-000002.parquet", "shards/part.parquet")) {
      Path damaged = hostile.resolve("metrics").resolve(table);
      byte[] whole = Files.readAllBytes(damaged);
      Files.write(damaged, file);
      String told = RunViews.register(spark, run("other").toString(), hostile.toString());
      assertThat(told.lines()).hasSize(2).last().asString().contains(table, "2147483647 elements");
      assertThat(spark.table("steps").select("run").distinct().count()).isEqualTo(1);
      Files.write(damaged, whole);
    }
    assertThat(RunViews.register(spark, hostile.toString())).startsWith("hostile: keras-mlp");
  }

  @Test
  void runsOfOneNameAreNotMixed() throws IOException {
    Path same =
        copy(run("whole"), Files.createDirectories(folder.resolve("copies")).resolve("whole"));
    String told = RunViews.register(spark, run("whole").toString(), same.toString());
    assertThat(told.lines()).hasSize(2).last().asString().contains("copies/whole", "left out");
    assertThat(spark.table("rounds").count()).isEqualTo(4);
  }

  @Test
  void aRunWhoseSettingsCannotBeReadIsStillShown() throws IOException {
    Path later = copy(run("whole"), folder.resolve("later"));
    Path json = later.resolve("run.json");
    Files.writeString(
        json, Files.readString(json).replaceFirst("\"localSteps\"", "\"laterSteps\""));
    assertThat(RunViews.register(spark, later.toString()))
        .startsWith("later: settings that this version cannot read, round 4");
    assertThat(spark.table("rounds").count()).isEqualTo(4);
  }

  private static Path copy(Path from, Path to) throws IOException {
    List<Path> files;
    try (var tree = Files.walk(from)) {
      files = tree.toList();
    }
    for (Path file : files) {
      Files.copy(file, to.resolve(from.relativize(file).toString()));
    }
    return to;
  }
}
