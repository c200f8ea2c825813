package io.sparkgan.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import org.apache.spark.launcher.JavaModuleOptions;
import org.junit.jupiter.api.Test;

/** What Java 17 needs to be told for Spark is in one file, and is what Spark itself tells it. */
class JvmOptionsTest {

  @Test
  void ourListIsSparks() throws IOException {
    assertThat(options())
        .containsExactlyInAnyOrderElementsOf(words(JavaModuleOptions.defaultModuleOptions()));
  }

  @Test
  void aDriverOnAClusterIsToldTheSame() throws IOException {
    Properties defaults = new Properties();
    try (Reader file = Files.newBufferedReader(Path.of("conf/spark-defaults.conf"))) {
      defaults.load(file);
    }
    assertThat(words(defaults.getProperty("spark.driver.extraJavaOptions"))).isEqualTo(options());
    assertThat(defaults.stringPropertyNames()).allMatch(key -> key.startsWith("spark."));
  }

  private static List<String> options() throws IOException {
    return Files.readAllLines(Path.of("conf/jvm.options")).stream()
        .map(String::strip)
        .filter(line -> !line.isEmpty() && !line.startsWith("#"))
        .toList();
  }

  private static List<String> words(String options) {
    return Arrays.asList(options.strip().split("\\s+"));
  }
}
