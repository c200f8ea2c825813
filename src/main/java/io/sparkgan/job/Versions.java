package io.sparkgan.job;

import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;

/** What a run was made with. */
final class Versions {
  private Versions() {}

  static Map<String, String> of(SparkSession spark) {
    return Map.of(
        "sparkgan",
        Optional.ofNullable(Versions.class.getPackage().getImplementationVersion())
            .orElse("development"),
        "java",
        Runtime.version().toString(),
        "spark",
        spark.version(),
        "cpu",
        System.getProperty("os.arch"));
  }
}
