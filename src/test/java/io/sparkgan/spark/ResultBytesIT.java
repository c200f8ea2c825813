package io.sparkgan.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

class ResultBytesIT {
  private static final int SMALL = 1 << 14;
  private static final int LARGE = 1 << 19;

  @Test
  void oneJobIsCountedAndNoneBesideIt() {
    try (SparkSession spark = SparkSessions.local("local[2]")) {
      JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
      for (int repetition = 0; repetition < 20; repetition++) {
        send(context, LARGE);
        try (ResultBytes results = ResultBytes.of(context)) {
          send(context, SMALL);
          send(context, LARGE);

          assertThat(results.sum()).isBetween(2L * SMALL, 3L * SMALL);
        }
      }
    }
  }

  /** So many bytes of each of two tasks. */
  private static void send(JavaSparkContext context, int bytes) {
    assertThat(context.parallelize(List.of(1, 2), 2).map(task -> new byte[bytes]).collect())
        .hasSize(2);
  }
}
