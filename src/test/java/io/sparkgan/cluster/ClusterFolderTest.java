package io.sparkgan.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkgan.config.UserInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is known of a cluster is found again, and what it leaves is removed. */
class ClusterFolderTest {
  private static final ProcessHandle HERE = ProcessHandle.current();

  @TempDir private Path path;

  @Test
  void theStateThatWasWrittenIsRead() {
    ClusterFolder folder = new ClusterFolder(path);
    ClusterState state =
        new ClusterState(
            "spark://127.0.0.1:7077",
            "http://127.0.0.1:8080",
            List.of(
                new ClusterProcess("master", 5, "Master a b", Path.of("m.log")),
                new ClusterProcess("worker-1", 7, "Worker é=c", Path.of("w.log"))));
    assertThat(folder.state()).isEmpty();
    folder.write(state);
    assertThat(folder.state()).contains(state);
    assertThat(path).isDirectoryNotContaining("glob:**.tmp");
  }

  @Test
  void aClusterThatRunsIsNotStartedTwice() throws IOException {
    ClusterFolder folder = new ClusterFolder(path);
    folder.write(
        new ClusterState(
            "spark://a:1",
            "http://a:2",
            List.of(
                new ClusterProcess(
                    "master", HERE.pid(), HERE.info().commandLine().orElseThrow(), path))));
    assertThatThrownBy(() -> start(new LocalCluster(path)))
        .isInstanceOf(UserInputException.class)
        .hasMessageContaining("spark://a:1")
        .hasMessageContaining("runs already")
        .hasMessageNotContaining("\n");
    assertThat(folder.state()).isPresent();
  }

  @ParameterizedTest
  @ValueSource(strings = {"work/thesis.odt", "scratch/notes", "home/letter", "spark.properties"})
  void whatWasThereBeforeAnyClusterIsNeverRemoved(String name) throws IOException {
    Path file = path.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, "mine");
    LocalCluster cluster = new LocalCluster(path);
    assertThat(cluster.stop(Duration.ofSeconds(1))).isEmpty();
    assertThat(file).hasContent("mine");
    assertThatThrownBy(() -> start(cluster))
        .isInstanceOf(UserInputException.class)
        .hasMessageContaining(path.resolve(Path.of(name).getName(0)).toString())
        .hasMessageContaining("name another folder")
        .hasMessageNotContaining("\n");
    assertThat(file).hasContent("mine");
    assertThat(cluster.state()).isEmpty();
  }

  @Test
  void twoCannotChangeItAtATime() {
    ClusterFolder folder = new ClusterFolder(path);
    folder.locked(
        () -> {
          assertThatThrownBy(() -> folder.locked(() -> 1))
              .isInstanceOf(UserInputException.class)
              .hasMessageContaining("started or stopped at this moment");
          return 0;
        });
    assertThat(folder.<Integer>locked(() -> 2)).isEqualTo(2);
  }

  @Test
  void stoppingRemovesTheWorkOfApplicationsAndKeepsTheLogs() throws IOException {
    ClusterFolder folder = new ClusterFolder(path);
    Path jar = folder.work("worker-1").resolve("app-1/0/copy.jar");
    Files.createDirectories(jar.getParent());
    Files.writeString(jar, "much");
    Files.createDirectories(folder.home().resolve("jars"));
    Files.writeString(folder.log("master"), "said");
    folder.write(new ClusterState("spark://a:1", "http://a:2", List.of()));
    assertThat(new LocalCluster(path).stop(Duration.ofSeconds(1))).isPresent();
    assertThat(jar).doesNotExist();
    assertThat(path.resolve("work")).doesNotExist();
    assertThat(folder.home()).doesNotExist();
    assertThat(folder.log("master")).hasContent("said");
    assertThat(folder.state()).isEmpty();
    assertThat(new LocalCluster(path).stop(Duration.ofSeconds(1))).isEmpty();
  }

  @Test
  void onlyItsOwnerReadsWhatMayHoldASecret() throws IOException {
    Path file = new ClusterFolder(path).write(Map.of("spark.authenticate.secret", "s"));
    assertThat(file).content().contains("spark.authenticate.secret=s");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  private ClusterState start(LocalCluster cluster) throws IOException {
    Files.createDirectories(path.resolve("spark/jars"));
    SparkHome spark = new SparkHome(path.resolve("spark"), path.resolve("jvm.options"));
    ClusterSpec spec =
        new ClusterSpec(1, 1, "1g", OptionalInt.empty(), OptionalInt.empty(), Map.of());
    return cluster.start(spark, spec, Duration.ofSeconds(1));
  }
}
