package io.sparkgan.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bundle, given to the {@code spark-submit} of a Spark that knows nothing of our scripts. */
class SparkSubmitIT {
  private static final String BUNDLE = Path.of("target/sparkgan-bundle.jar").toAbsolutePath() + "";
  private static final String OURS = Path.of("conf/spark-defaults.conf").toAbsolutePath() + "";

  @TempDir static Path folder;
  private static JobProcesses processes;
  private static TinyCluster cluster;

  @BeforeAll
  static void startACluster() {
    assertThat(Path.of(BUNDLE)).as("made by mvn package").exists();
    TinySet.images(folder.resolve("images"));
    TinySet.conf(folder);
    processes = new JobProcesses(folder);
    cluster = TinyCluster.start(folder.resolve("cluster"), Map.of());
    Jobs.Outcome trained = Jobs.train(job("local", "--master", "local[2]").toArray(String[]::new));
    assertThat(trained.code()).as(trained.err()).isZero();
  }

  @AfterAll
  static void nothingIsLeftRunning() {
    processes.close();
    cluster.close();
  }

  @Test
  void theDriverHereGivesTheSameBitsAndIsWarnedOfItsThreads() {
    JobProcesses.Outcome trained = submit("client", "--properties-file", OURS);
    assertThat(trained.code()).as(trained.said()).isZero();
    assertThat(sha256("client")).isEqualTo(sha256("local"));
    assertThat(trained.err())
        .contains("warning: driver: OMP_NUM_THREADS is not set, expected 1; set it in");
  }

  @Test
  void soDoesTheDriverOnTheCluster() {
    JobProcesses.Outcome trained =
        submit("driver", "--deploy-mode", "cluster", "--properties-file", OURS);
    assertThat(trained.code()).as(trained.said()).isZero();
    assertThat(sha256("driver")).isEqualTo(sha256("local"));
  }

  @Test
  void aDriverOnTheClusterWithoutJavasOptionsSaysWhichFileHasThem() throws IOException {
    JobProcesses.Outcome refused =
        submit(
            "bare",
            "--deploy-mode",
            "cluster",
            "--conf",
            "spark.standalone.submit.waitAppCompletion=true");
    // The code is Spark's own, which is 0 all the same.
    assertThat(refused.said()).contains("is FAILED");
    assertThat(saidByDrivers())
        .contains("error: The driver's Java lacks the options that Spark needs on Java 17")
        .contains("--properties-file conf/spark-defaults.conf");
    assertThat(folder.resolve("runs/bare")).doesNotExist();
  }

  @Test
  void inLocalModeTheThreadsAreRefused() {
    JobProcesses.Outcome refused =
        processes.end("threads", processes.sparkSubmit("threads", local().toArray(String[]::new)));
    assertThat(refused.code()).as(refused.said()).isEqualTo(2);
    assertThat(refused.errors())
        .singleElement()
        .asString()
        .contains("OMP_NUM_THREADS is not set, expected 1")
        .contains("set OMP_NUM_THREADS=1 in the environment");
    assertThat(folder.resolve("runs/threads")).doesNotExist();
  }

  private static List<String> local() {
    List<String> words = new ArrayList<>(List.of("--master", "local[2]"));
    words.addAll(List.of("--class", "io.sparkgan.job.TrainJob", BUNDLE));
    words.addAll(job("threads"));
    return words;
  }

  private static JobProcesses.Outcome submit(String run, String... more) {
    List<String> words = new ArrayList<>(List.of("--master", cluster.url()));
    words.addAll(List.of("--driver-memory", "800m", "--executor-memory", "600m"));
    words.addAll(List.of(more));
    words.addAll(List.of("--class", "io.sparkgan.job.TrainJob", BUNDLE));
    words.addAll(job(run));
    return processes.end(run, processes.sparkSubmit(run, words.toArray(String[]::new)));
  }

  private static List<String> job(String run, String... more) {
    List<String> options =
        new ArrayList<>(
            List.of("--recipe", "keras-mlp", "--conf", folder.resolve("tiny.conf").toString()));
    options.addAll(List.of("--data", folder.resolve("images").toString()));
    options.addAll(List.of("--out", folder.resolve("runs").toString(), "--run", run));
    options.addAll(List.of("--workers", "2", "--set", "spark.ui.enabled=false"));
    options.addAll(List.of(more));
    return options;
  }

  /** What is in the folders that the workers gave to drivers. */
  private static String saidByDrivers() throws IOException {
    try (Stream<Path> tree = Files.walk(folder.resolve("cluster/work"))) {
      return tree.filter(file -> file.getParent().getFileName().toString().startsWith("driver-"))
          .filter(file -> file.endsWith("stderr"))
          .map(SparkSubmitIT::text)
          .collect(Collectors.joining());
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static String sha256(String run) {
    return Jobs.facts(folder.resolve("runs").resolve(run)).getString("state_sha256");
  }
}
