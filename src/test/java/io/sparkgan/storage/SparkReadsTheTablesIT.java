package io.sparkgan.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkgan.config.Protocol;
import io.sparkgan.storage.RunDirectory.IfExists;
import io.sparkgan.training.CheckpointStore;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A reader sees one table per folder, however many rounds its files have. */
class SparkReadsTheTablesIT {
  private static SparkSession spark;
  private static RunDirectory run;

  @BeforeAll
  static void writeTwoRounds(@TempDir Path out) {
    spark =
        SparkSession.builder()
            .master("local[1]")
            .config("spark.ui.enabled", false)
            .config("spark.sql.shuffle.partitions", 1)
            .getOrCreate();
    run = RunDirectory.create(new Configuration(), out.toString(), "run", IfExists.REFUSE, "{}");
    for (int round : new int[] {1, 12, 12}) {
      run.metrics().writeDetails(round, TestRuns.outcome(round));
      run.samples(new PngGrid(2))
          .write(round, TestRuns.samples(2), TestRuns.judged(round == 12 ? 2 : 0));
      run.evaluations()
          .write(
              round,
              List.of(
                  TestRuns.evaluation(Protocol.N10000, round),
                  TestRuns.evaluation(Protocol.BATCH32, 100)));
    }
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  @Test
  void stepsAreThereOnceAndCanBeFilteredByRound() {
    spark.read().parquet(run.uri() + "/metrics/steps").createOrReplaceTempView("steps");

    List<Row> rows =
        spark
            .sql(
                "select round, count(*), max(step) from steps where round > 0 group by 1 order by 1")
            .collectAsList();

    assertThat(rows).extracting(Row::toString).containsExactly("[1,4,12]", "[12,4,122]");
    assertThat(spark.table("steps").schema().apply("round").dataType().sql()).isEqualTo("INT");
  }

  @Test
  void compactedRoundsAreReadLikeOthers(@TempDir Path out) {
    RunDirectory compacted =
        RunDirectory.create(new Configuration(), out.toString(), "run", IfExists.REFUSE, "{}");
    CheckpointStore store =
        compacted.compacting(compacted.checkpoints(TestRuns.FINGERPRINTS, 1), 3);
    for (int round = 1; round <= 5; round++) {
      compacted.metrics().writeDetails(round, TestRuns.outcome(round));
      compacted.samples(new PngGrid(2)).write(round, TestRuns.samples(2), TestRuns.judged(2));
      TestRuns.commit(store, round);
    }
    assertThat(out.resolve("run/metrics/steps/rounds-000001-000003.parquet")).exists();
    assertThat(out.resolve("run/metrics/steps/round-000003.parquet")).doesNotExist();
    var steps = spark.read().parquet(compacted.uri() + "/metrics/steps");

    assertThat(steps.groupBy("round").count().orderBy("round").collectAsList())
        .extracting(Row::toString)
        .containsExactly("[1,4]", "[2,4]", "[3,4]", "[4,4]", "[5,4]");
    assertThat(steps.where("round = 2 and worker = 1").select("step").collectAsList())
        .extracting(Row::toString)
        .containsExactly("[21]", "[22]");
    Row image =
        spark
            .read()
            .parquet(compacted.uri() + "/samples/images")
            .where("round = 2 and index = 1")
            .head();
    assertThat(image.<Float>getList(image.fieldIndex("latent"))).containsExactly(1f, -0.5f);
    assertThat(image.<byte[]>getAs("pixels"))
        .containsExactly(TestRuns.samples(2).images().get(1).pixels());
    assertThat(image.<Float>getAs("confidence")).isEqualTo(.625f);
  }

  @Test
  void latentsAreArraysOfFloats() {
    var images = spark.read().parquet(run.uri() + "/samples/images").where("round = 12");

    assertThat(images.schema().apply("latent").dataType().sql()).isEqualTo("ARRAY<FLOAT>");
    Row row = images.where("index = 1").head();
    assertThat(row.<Float>getList(row.fieldIndex("latent"))).containsExactly(1f, -0.5f);
    assertThat(row.<byte[]>getAs("pixels")).hasSize(6);
  }

  @Test
  void scoresStandBesideTheirFloors() {
    spark.read().parquet(run.uri() + "/metrics/evaluations").createOrReplaceTempView("evaluations");

    List<Row> rows =
        spark
            .sql(
                "select round, samples, frechet_distance, frechet_distance_floor, as_asked,"
                    + " d_probability, digit_histogram[1] from evaluations"
                    + " where protocol = 'n10000' order by round")
            .collectAsList();

    assertThat(rows)
        .extracting(Row::toString)
        .containsExactly("[1,10000,1.0,0.5,0.875,null,6.0]", "[12,10000,12.0,0.5,0.875,null,17.0]");
    assertThat(spark.table("evaluations").count()).isEqualTo(4);
    assertThat(spark.table("evaluations").schema().apply("digit_histogram").dataType().sql())
        .isEqualTo("ARRAY<DOUBLE>");
  }

  @Test
  void theWorstImagesOfADigitAreOneQuery() {
    spark.read().parquet(run.uri() + "/samples/images").createOrReplaceTempView("images");

    List<Row> rows =
        spark
            .sql(
                "select index, confidence, nearest_index, nearest_distance from images"
                    + " where round = 12 and predicted_digit = 1 order by confidence")
            .collectAsList();

    assertThat(rows).extracting(Row::toString).containsExactly("[1,0.625,1000000000001,2.5]");
    assertThat(spark.table("images").where("predicted_digit is null").count()).isEqualTo(2);
  }
}
