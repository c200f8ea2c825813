package io.sparkgan.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cluster runs from jars that nobody takes away. */
class SparkHomeTest {
  @TempDir private Path folder;

  @Test
  void aBuildThatReplacesTheJarsLeavesThoseOfAClusterThatRuns() throws IOException {
    Path jars = Files.createDirectories(folder.resolve("spark/jars"));
    Files.writeString(jars.resolve("core.jar"), "first");
    SparkHome home = new SparkHome(folder.resolve("spark"), folder.resolve("jvm.options"));

    SparkHome linked = home.linkedIn(folder.resolve("cluster/home"));
    Files.delete(jars.resolve("core.jar"));
    Files.writeString(jars.resolve("core.jar"), "second");

    assertThat(linked.path()).isEqualTo(folder.resolve("cluster/home"));
    assertThat(linked.javaOptions()).isEqualTo(home.javaOptions());
    assertThat(linked.path().resolve("jars/core.jar")).hasContent("first");
  }
}
