package io.sparkgan.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkgan.storage.RunDirectory.IfExists;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A reader sees one table per folder, though {@code round} is both a column and a partition. */
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
      run.samples(new PngGrid(2)).write(round, TestRuns.samples(2), List.of());
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
  void latentsAreArraysOfFloats() {
    var images = spark.read().parquet(run.uri() + "/samples/images").where("round = 12");

    assertThat(images.schema().apply("latent").dataType().sql()).isEqualTo("ARRAY<FLOAT>");
    Row row = images.where("index = 1").head();
    assertThat(row.<Float>getList(row.fieldIndex("latent"))).containsExactly(1f, -0.5f);
    assertThat(row.<byte[]>getAs("pixels")).hasSize(6);
  }
}
