package io.sparkgan.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.launcher.JavaModuleOptions;
import org.junit.jupiter.api.Test;

/** What Java 17 needs to be told for Spark is in one file, and is what Spark itself tells it. */
class JvmOptionsTest {

  @Test
  void ourListIsSparks() throws IOException {
    List<String> ours =
        Files.readAllLines(Path.of("conf/jvm.options")).stream()
            .map(String::strip)
            .filter(line -> !line.isEmpty() && !line.startsWith("#"))
            .toList();
    assertThat(ours)
        .containsExactlyInAnyOrderElementsOf(
            Arrays.asList(JavaModuleOptions.defaultModuleOptions().strip().split("\\s+")));
  }
}
