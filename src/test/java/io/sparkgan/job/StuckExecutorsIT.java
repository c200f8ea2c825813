package io.sparkgan.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Executors that neither work nor die, on a real cluster: no job waits for them for ever. */
class StuckExecutorsIT {
  private static final Duration LONG = Duration.ofMinutes(3);
  private static final Duration POLL = Duration.ofMillis(20);
  private static final String ROUNDS = "30";

  @TempDir static Path folder;
  private static JobProcesses processes;
  private static TinyCluster cluster;

  @BeforeAll
  static void startACluster() {
    TinySet.images(folder.resolve("images"));
    TinySet.conf(folder);
    processes = new JobProcesses(folder);
    cluster = TinyCluster.start(folder.resolve("cluster"), Map.of());
  }

  @AfterAll
  static void nothingIsLeftRunning() {
    processes.close();
    cluster.close();
  }

  /** Those of the test before end a little later than their job. */
  @BeforeEach
  void noExecutorIsLeft() {
    await().atMost(LONG).until(() -> cluster.executors().isEmpty());
  }

  @Test
  void oneThatStandsStillInARoundIsReplacedAndTheBitsAreTheSame() {
    String[] options = options("frozen", "--master", cluster.url(), "--rounds", ROUNDS);
    Process job =
        processes.script(
            "frozen",
            "train",
            with(
                options,
                "spark.network.timeout=15s",
                "spark.network.timeoutInterval=2s",
                "spark.executor.heartbeatInterval=2s"));
    await().atMost(LONG).pollInterval(POLL).until(() -> said("frozen").contains("round 1/"));
    ProcessHandle frozen = cluster.executors().get(0);
    TinyCluster.freeze(frozen);
    assertThat(job.isAlive()).as("%s", said("frozen")).isTrue();

    JobProcesses.Outcome ended = processes.end("frozen", job);

    assertThat(ended.code()).as(ended.said()).isZero();
    assertThat(ended.err()).contains("Removing executor").contains("no recent heartbeats");
    await().atMost(LONG).until(() -> !frozen.isAlive());
    Jobs.Outcome local = Jobs.train(options("local", "--master", "local[2]", "--rounds", ROUNDS));
    assertThat(local.code()).as(local.err()).isZero();
    assertThat(sha256("frozen")).isEqualTo(sha256("local"));
  }

  @Test
  void oneWhoseLibrariesDoNotLoadEndsTheJobInThePreflightsTime() throws IOException {
    Path cache = Files.createDirectories(folder.resolve("cache"));
    // JavaCPP waits for whoever unpacks libraries at that moment.
    try (FileChannel file =
            FileChannel.open(
                cache.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = file.lock()) {
      assertThat(lock.isValid()).isTrue();
      JobProcesses.Outcome ended =
          train(
              "locked",
              "spark.sparkgan.preflight.timeout=30s",
              "spark.executor.extraJavaOptions=-Dorg.bytedeco.javacpp.cachedir=" + cache);
      assertThat(ended.code()).as(ended.said()).isEqualTo(3);
      assertThat(ended.errors())
          .singleElement()
          .asString()
          .containsPattern("Executors \\[\\d(, \\d)?] did not answer within 30 s; their logs")
          .contains("spark.sparkgan.preflight.timeout allows longer");
      assertThat(cache).isDirectoryNotContaining("glob:**.so");
    }
    assertThat(folder.resolve("runs/locked")).doesNotExist();
  }

  @Test
  void oneThatStandsStillBeforeItRegistersEndsTheJobInThePreflightsTime() {
    Process job = processes.script("mute", "train", mute());
    await().atMost(LONG).pollInterval(POLL).until(() -> !cluster.executors().isEmpty());
    ProcessHandle frozen = cluster.executors().get(0);
    TinyCluster.freeze(frozen);

    JobProcesses.Outcome ended = processes.end("mute", job);

    assertThat(ended.code()).as(ended.said()).isEqualTo(3);
    assertThat(ended.errors())
        .singleElement()
        .asString()
        .contains("No executor registered with " + cluster.url() + " within 10 s");
    await().atMost(LONG).until(() -> !frozen.isAlive());
  }

  private static String[] mute() {
    return with(
        options("mute", "--master", cluster.url()),
        "spark.cores.max=1",
        "spark.sparkgan.preflight.timeout=10s");
  }

  @Test
  void thoseThatCannotBeStartedAreNotTakenForAMasterThatRefuses() {
    JobProcesses.Outcome ended =
        train("dying", "spark.executorEnv.JAVA_HOME=" + folder.resolve("none"));
    assertThat(ended.code()).as(ended.said()).isEqualTo(3);
    assertThat(ended.errors())
        .singleElement()
        .asString()
        .contains("The executors die at their start, so " + cluster.url());
  }

  private static JobProcesses.Outcome train(String run, String... keys) {
    String[] options = with(options(run, "--master", cluster.url()), keys);
    return processes.end(run, processes.script(run, "train", options));
  }

  private static String[] options(String run, String... more) {
    List<String> options =
        new ArrayList<>(
            List.of("--recipe", "keras-mlp", "--conf", folder.resolve("tiny.conf").toString()));
    options.addAll(List.of("--data", folder.resolve("images").toString()));
    options.addAll(List.of("--out", folder.resolve("runs").toString(), "--run", run));
    options.addAll(List.of("--workers", "2", "--set", "spark.ui.enabled=false"));
    options.addAll(List.of(more));
    return options.toArray(String[]::new);
  }

  private static String[] with(String[] options, String... keys) {
    List<String> all = new ArrayList<>(List.of(options));
    for (String key : keys) {
      all.addAll(List.of("--set", key));
    }
    return all.toArray(String[]::new);
  }

  private static String said(String run) {
    return processes.out(run);
  }

  private static String sha256(String run) {
    return Jobs.facts(folder.resolve("runs").resolve(run)).getString("state_sha256");
  }
}
