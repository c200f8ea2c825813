package io.sparkgan.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkgan.MiniHdfs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.apache.hadoop.hdfs.MiniDFSCluster.DataNodeProperties;
import org.apache.hadoop.hdfs.protocol.HdfsConstants.SafeModeAction;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A name node and three data nodes, of which some fail while a run is trained there. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class HdfsTroubleIT {
  private static final Duration AT_ONCE = Duration.ofSeconds(30);
  private static final String RETRIES = "spark.hadoop.dfs.client.retry.policy.spec=";

  @TempDir static Path folder;
  private static MiniDFSCluster hdfs;

  @BeforeAll
  static void trainUndisturbed() throws IOException {
    hdfs = MiniHdfs.start(folder.resolve("hdfs"), 3);
    TinySet.images(folder.resolve("images"));
    TinySet.conf(folder);
    Jobs.Outcome trained = train(() -> false, "undisturbed");
    assertThat(trained.code()).as(trained.err()).isZero();
  }

  @AfterAll
  static void stop() {
    hdfs.shutdown();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "checkpoints/.round-000002.ckpt.tmp",
        "metrics/steps/.round-000002.parquet.tmp",
        "samples/images/.round-000002.parquet.tmp"
      })
  void aDataNodeThatStopsWhileAFileIsWrittenIsDoneWithout(String file) throws IOException {
    AtomicReference<DataNodeProperties> stopped = new AtomicReference<>();
    WatchedHdfs.strikeWithin(file, () -> stopped.set(hdfs.stopDataNode(0)));
    String run = "node-" + Path.of(file).getName(0);

    Jobs.Outcome trained =
        train(() -> false, run, "spark.hadoop.fs.hdfs.impl=" + WatchedHdfs.class.getName());

    assertThat(stopped.get()).as("a data node was stopped").isNotNull();
    assertThat(trained.code()).as(trained.err()).isZero();
    assertThat(hdfs.restartDataNode(stopped.get())).isTrue();
    hdfs.waitActive();
    requireUndisturbed(run);
  }

  @Test
  void aNameNodeThatRestartsBetweenRoundsIsWaitedFor() throws Exception {
    AtomicReference<CompletableFuture<Void>> restarted = new AtomicReference<>();
    BooleanSupplier between =
        once(
            () -> {
              hdfs.shutdownNameNode(0);
              restarted.set(
                  CompletableFuture.runAsync(
                      HdfsTroubleIT::restartNameNode,
                      CompletableFuture.delayedExecutor(2, TimeUnit.SECONDS)));
            });

    Jobs.Outcome trained = train(between, "restart", RETRIES + "1000,8");

    assertThat(restarted.get()).as("the name node was stopped").isNotNull();
    restarted.get().get(1, TimeUnit.MINUTES);
    assertThat(trained.code()).as(trained.err()).isZero();
    requireUndisturbed("restart");
  }

  @Test
  void oneThatStaysAwayEndsTheRunWithALineAndAResumeHasTheSameBits() throws IOException {
    Jobs.Outcome ended = train(once(() -> hdfs.shutdownNameNode(0)), "away", RETRIES + "200,2");
    assertThat(hdfs.isNameNodeUp(0)).isFalse();
    restartNameNode();
    refused(ended, "HDFS at localhost:" + hdfs.getNameNodePort() + " does not answer");
    assertThat(ended.err()).contains("jobs/resume goes on");
    assertThat(sha256("away")).isNotEqualTo(sha256("undisturbed"));

    endProcess("away");
    Jobs.Outcome resumed = resume("away");
    assertThat(resumed.code()).as(resumed.err()).isZero();
    assertThat(resumed.out()).contains("goes on after round");
    requireUndisturbed("away");
  }

  /** The lock could not be released, and the job's process, whose end frees it, is the test's. */
  private static void endProcess(String run) throws IOException {
    org.apache.hadoop.fs.Path lock =
        new org.apache.hadoop.fs.Path("/runs/%s/write.lock.1".formatted(run));
    assertThat(hdfs.getFileSystem().delete(lock, false)).isTrue();
  }

  @Test
  void safeModeAtTheStartIsToldAndNothingIsChanged() throws IOException {
    Jobs.Outcome begun = train(stopAfterOneRound(), "safe");
    assertThat(begun.code()).as(begun.err()).isZero();
    hdfs.getFileSystem().setSafeMode(SafeModeAction.SAFEMODE_ENTER);
    try {
      refused(train(() -> false, "never"), hdfs.getURI() + " is in safe mode");
      refused(resume("safe"), hdfs.getURI() + " is in safe mode");
    } finally {
      hdfs.getFileSystem().setSafeMode(SafeModeAction.SAFEMODE_LEAVE);
    }
    assertThat(hdfs.getFileSystem().exists(new org.apache.hadoop.fs.Path("/runs/never"))).isFalse();
    Jobs.Outcome resumed = resume("safe");
    assertThat(resumed.code()).as(resumed.err()).isZero();
    requireUndisturbed("safe");
  }

  @Test
  void safeModeInTheMiddleEndsTheRunWithALine() throws IOException {
    BooleanSupplier between = once(HdfsTroubleIT::enterSafeMode);
    Jobs.Outcome ended = train(between, "sudden", RETRIES + "200,2");
    hdfs.getFileSystem().setSafeMode(SafeModeAction.SAFEMODE_LEAVE);
    refused(ended, "HDFS is in safe mode: Cannot create");
    endProcess("sudden");
    Jobs.Outcome resumed = resume("sudden");
    assertThat(resumed.code()).as(resumed.err()).isZero();
    requireUndisturbed("sudden");
  }

  @Test
  void whereNothingListensAJobSaysSoAtOnce() throws IOException {
    String nowhere;
    try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      nowhere = "localhost:" + closed.getLocalPort();
    }
    long begun = System.nanoTime();
    Jobs.Outcome trained =
        Jobs.train(options("nowhere", List.of("--out", "hdfs://" + nowhere + "/runs")));
    Jobs.Outcome resumed =
        Jobs.resume(words(List.of("--run-dir", "hdfs://" + nowhere + "/runs/x")));
    Path sweep =
        Files.writeString(
            folder.resolve("sweep.conf"),
            "sweep { name = seeds, settings { training.workers = 1 }, grid { training.seed = [1, 2] } }");
    Jobs.Outcome swept =
        Jobs.sweep(() -> false, "--conf", sweep.toString(), "--out", "hdfs://" + nowhere + "/runs");
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(AT_ONCE);
    for (Jobs.Outcome refused : List.of(trained, resumed, swept)) {
      refused(refused, "HDFS at %s does not answer: Connection refused".formatted(nowhere));
    }
  }

  @Test
  void aNameNodeThatTakesAQuestionAndNeverAnswersIsGivenUp() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 9, InetAddress.getLoopbackAddress())) {
      String uri = "hdfs://localhost:%d/runs".formatted(silent.getLocalPort());
      Jobs.Outcome refused =
          Jobs.train(
              options(
                  "silent", List.of("--out", uri), "spark.hadoop.ipc.client.rpc-timeout.ms=2000"));
      silent.setSoTimeout(1);
      try (Socket asked = silent.accept()) {
        assertThat(asked.getInputStream().available()).isPositive();
      }
      refused(refused, "HDFS at localhost:%d does not answer".formatted(silent.getLocalPort()));
    }
  }

  private static void restartNameNode() {
    try {
      hdfs.restartNameNode(0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void enterSafeMode() {
    try {
      hdfs.getFileSystem().setSafeMode(SafeModeAction.SAFEMODE_ENTER);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Asked between rounds; does something before the second. */
  private static BooleanSupplier once(Runnable action) {
    AtomicInteger asked = new AtomicInteger();
    return () -> {
      if (asked.incrementAndGet() == 3) {
        action.run();
      }
      return false;
    };
  }

  /** Asked before a round and after it. */
  private static BooleanSupplier stopAfterOneRound() {
    AtomicInteger asked = new AtomicInteger();
    return () -> asked.incrementAndGet() > 1;
  }

  private static void refused(Jobs.Outcome outcome, String expected) {
    assertThat(outcome.code()).as(outcome.err()).isEqualTo(3);
    assertThat(outcome.errLines()).as(outcome.err()).hasSize(1);
    assertThat(outcome.err()).startsWith("error: ").contains(expected);
  }

  private static Jobs.Outcome train(BooleanSupplier stop, String run, String... keys) {
    return Jobs.train(stop, options(run, List.of("--out", hdfs.getURI() + "/runs"), keys));
  }

  private static Jobs.Outcome resume(String run) {
    return Jobs.resume(words(List.of("--run-dir", uri(run))));
  }

  private static String[] options(String run, List<String> out, String... keys) {
    List<String> options =
        new ArrayList<>(
            List.of("--recipe", "keras-mlp", "--conf", folder.resolve("tiny.conf").toString()));
    options.addAll(List.of("--data", folder.resolve("images").toString()));
    options.addAll(List.of("--run", run, "--rounds", "4", "--workers", "2"));
    options.addAll(out);
    return words(options, keys);
  }

  /** Each job with a client of its own, as in a process of its own. */
  private static String[] words(List<String> options, String... keys) {
    List<String> all = new ArrayList<>(options);
    all.addAll(List.of("--master", "local[2]", "--set", "spark.ui.enabled=false"));
    all.addAll(List.of("--set", "spark.hadoop.fs.hdfs.impl.disable.cache=true"));
    for (String key : keys) {
      all.addAll(List.of("--set", key));
    }
    return all.toArray(String[]::new);
  }

  /**
   * What a fault could lose is not in the state alone: the tables and the files have to be there.
   */
  private static void requireUndisturbed(String run) {
    assertThat(sha256(run)).isEqualTo(sha256("undisturbed"));
    SameFiles.require(uri(run), uri("undisturbed"));
    try (SparkSession spark =
        SparkSession.builder().master("local[1]").config("spark.ui.enabled", false).getOrCreate()) {
      SameRows.require(spark, uri(run), uri("undisturbed"));
    }
  }

  private static String sha256(String run) {
    return Jobs.facts(uri(run)).getString("state_sha256");
  }

  private static String uri(String run) {
    return hdfs.getURI() + "/runs/" + run;
  }
}
