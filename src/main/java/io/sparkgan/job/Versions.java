package io.sparkgan.job;

import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.IVersionProvider;

/** What a run was made with. */
final class Versions implements IVersionProvider {

  static Map<String, String> of(SparkSession spark) {
    return Map.of(
        "sparkgan",
        sparkgan(),
        "java",
        Runtime.version().toString(),
        "spark",
        spark.version(),
        "cpu",
        System.getProperty("os.arch"));
  }

  /** What {@code --version} prints. */
  @Override
  public String[] getVersion() {
    return new String[] {"sparkgan " + sparkgan()};
  }

  private static String sparkgan() {
    return Optional.ofNullable(Versions.class.getPackage().getImplementationVersion())
        .orElse("development");
  }
}
