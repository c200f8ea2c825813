package io.sparkgan.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * The tables of two runs of the same settings, on any file systems, in the columns that no clock
 * has a part in.
 */
final class SameRows {
  private static final List<String> REPEATABLE =
      List.of(
          "metrics/steps:round,worker,step,d_loss,g_loss,d_real_probability,d_real_accuracy",
          "metrics/workers:round,worker,images,shard_images,generator_drift,discriminator_drift",
          "metrics/rounds:round,steps,images,d_loss,g_loss,bytes_emitted",
          "metrics/shards:worker,label,images",
          "samples/images:round,index,latent,hex(pixels),d_probability");

  private static final String EVALUATIONS =
      "metrics/evaluations:round,protocol,mnist_score,frechet_distance,kernel_distance,recall";

  private SameRows() {}

  /** Whatever a reader finds in the tables of one is in those of the other, as often. */
  static void require(SparkSession spark, String run, String other) {
    REPEATABLE.forEach(columns -> require(spark, run, other, columns));
  }

  /** The same of the table of evaluations, which not every run has. */
  static void requireScores(SparkSession spark, String run, String other) {
    require(spark, run, other, EVALUATIONS);
  }

  private static void require(SparkSession spark, String run, String other, String columns) {
    List<String> expected = rows(spark, other, columns);
    assertThat(rows(spark, run, columns)).as(columns).isEqualTo(expected);
    assertThat(expected).as(columns).hasSizeGreaterThan(1).doesNotHaveDuplicates();
  }

  private static List<String> rows(SparkSession spark, String run, String columns) {
    int colon = columns.indexOf(':');
    return spark
        .read()
        .parquet(run + "/" + columns.substring(0, colon))
        .selectExpr(columns.substring(colon + 1).split(",", -1))
        .collectAsList()
        .stream()
        .map(Row::toString)
        .sorted()
        .toList();
  }
}
