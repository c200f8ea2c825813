package io.sparkgan.job;

import io.sparkgan.gan.Machine;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.IVersionProvider;

/** What a run was made with. */
final class Versions implements IVersionProvider {

  static Map<String, String> of(SparkSession spark) {
    Map<String, String> versions = new HashMap<>();
    versions.put("sparkgan", sparkgan());
    versions.put("java", Runtime.version().toString());
    versions.put("spark", spark.version());
    versions.put("cpu", System.getProperty("os.arch"));
    Machine.here().oneDnn().ifPresent(text -> versions.put("onednn", text));
    return versions;
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
