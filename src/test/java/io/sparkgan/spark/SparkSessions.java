package io.sparkgan.spark;

import org.apache.spark.sql.SparkSession;

/** Real Spark in this JVM; one session at a time. */
final class SparkSessions {
  private SparkSessions() {}

  static SparkSession local(String master) {
    return SparkSession.builder()
        .master(master)
        .appName("test")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "2")
        .getOrCreate();
  }
}
