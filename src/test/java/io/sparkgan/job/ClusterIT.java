package io.sparkgan.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.sparkgan.MiniHdfs;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Training as a user does it, by the script, on a cluster of processes: a master, two workers of
 * one core, and HDFS with three data nodes for images and runs.
 */
class ClusterIT {
  private static final List<String> SECRET =
      List.of(
          "spark.authenticate=true",
          "spark.authenticate.secret=between-us",
          "spark.network.crypto.enabled=true",
          "spark.io.encryption.enabled=true");

  @TempDir static Path folder;
  private static final List<TinyCluster> STARTED = new ArrayList<>();
  private static JobProcesses processes;
  private static MiniDFSCluster hdfs;
  private static TinyCluster cluster;
  private static String local;

  @BeforeAll
  static void trainOnThisMachineAndStartAnother() throws IOException {
    hdfs = MiniHdfs.start(folder.resolve("hdfs"), 3);
    TinySet.conf(folder);
    processes = new JobProcesses(folder);
    cluster = start("cluster", Map.of());
    makeTable();
    Jobs.Outcome trained = Jobs.train(options("local", "--master", "local[2]"));
    assertThat(trained.code()).as(trained.err()).isZero();
    local = sha256("local");
  }

  @AfterAll
  static void nothingIsLeftRunning() {
    processes.close();
    STARTED.forEach(TinyCluster::close);
    hdfs.shutdown();
  }

  @Test
  void aClusterGivesTheBitsOfOneProcess() throws Exception {
    JobProcesses.Outcome trained = train("client", "--master", cluster.url());
    assertThat(trained.code()).as(trained.said()).isZero();
    assertThat(sha256("client")).isEqualTo(local);
  }

  @Test
  void soDoesOneThatTheScriptStartedWhichStopsWhenItIsTold() {
    JobProcesses.Outcome started = script("start", "--workers", "2", "--memory", "1g");
    assertThat(started.code()).as(started.said()).isZero();
    String master = master(started);
    try {
      assertThat(script("status").out()).contains(master, "2 workers registered");
      JobProcesses.Outcome trained = train("scripted", "--master", master);
      assertThat(trained.code()).as(trained.said()).isZero();
      assertThat(sha256("scripted")).isEqualTo(local);
    } finally {
      assertThat(script("stop").out()).contains("stopped " + master);
    }
    JobProcesses.Outcome after = script("status");
    assertThat(after.code()).isEqualTo(3);
    assertThat(after.out()).contains("no cluster in ");
  }

  @Test
  void soDoesTheUsersOwnSparkWhoseSettingsCount() throws IOException {
    UsersSpark spark = UsersSpark.in(folder.resolve("users"), "spark.app.name theirs");
    Process begun =
        processes.script("own", spark.home(), "train", options("own", "--master", cluster.url()));
    JobProcesses.Outcome trained = processes.end("own", begun);
    assertThat(trained.code()).as(trained.said()).isZero();
    assertThat(sha256("own")).isEqualTo(local);
    assertThat(spark.words()).contains("--class", "io.sparkgan.job.TrainJob", "--master");
    // Of a key that is in both the last counts.
    assertThat(spark.properties())
        .contains("spark.task.maxFailures 8")
        .endsWith("spark.app.name theirs\n");
  }

  @Test
  void soItDoesWithItsDriverOnTheCluster() throws Exception {
    JobProcesses.Outcome trained =
        train("driver", "--master", cluster.url(), "--deploy-mode", "cluster");
    assertThat(trained.code()).as(trained.said()).isZero();
    assertThat(trained.said()).contains("FINISHED");
    assertThat(sha256("driver")).isEqualTo(local);
  }

  @Test
  void soItDoesWithASecretAndEncryption() throws Exception {
    Map<String, String> keys =
        Map.of(
            "spark.authenticate", "true",
            "spark.authenticate.secret", "between-us",
            "spark.network.crypto.enabled", "true");
    TinyCluster secured = start("secured", keys);
    // Spark asks thrice, and waits for 20 seconds each time.
    Process stranger = begin("stranger", "--master", secured.url());
    List<String> more = new ArrayList<>(List.of("--master", secured.url()));
    SECRET.forEach(key -> more.addAll(List.of("--set", key)));
    JobProcesses.Outcome trained = train("secured", more.toArray(String[]::new));
    assertThat(trained.code()).as(trained.said()).isZero();
    assertThat(sha256("secured")).isEqualTo(local);

    JobProcesses.Outcome refused = processes.end("stranger", stranger);
    assertThat(refused.code()).as(refused.said()).isEqualTo(3);
    assertThat(refused.said())
        .contains("error: --master: " + secured.url() + " does not take the application");
  }

  @Test
  void whereNoExecutorFitsOneLineSaysSo() throws Exception {
    JobProcesses.Outcome refused =
        train(
            "too-large",
            "--master",
            cluster.url(),
            "--set",
            "spark.executor.cores=8",
            "--set",
            "spark.sparkgan.preflight.timeout=3s");
    assertThat(refused.code()).as(refused.said()).isEqualTo(3);
    assertThat(refused.said())
        .contains("error: No executor registered with " + cluster.url() + " within 3 s");
  }

  @Test
  void executorsThatCannotTrainAreRefusedBeforeTheRunBegins() throws Exception {
    JobProcesses.Outcome refused =
        train(
            "refused",
            "--master",
            cluster.url(),
            "--set",
            "spark.executorEnv.OMP_NUM_THREADS=2",
            "--set",
            "spark.executor.extraJavaOptions=-Dorg.bytedeco.javacpp.maxbytes=10k");
    assertThat(refused.code()).as(refused.said()).isEqualTo(2);
    assertThat(refused.said().lines().filter(line -> line.startsWith("error: ")))
        .hasSize(2)
        .anyMatch(line -> line.contains("OMP_NUM_THREADS is 2, expected 1"))
        .anyMatch(line -> line.contains("JavaCPP is allowed"))
        .allMatch(line -> line.contains("executor 0 on ") && line.contains("executor 1 on "));
    assertThat(hdfs.getFileSystem().exists(new org.apache.hadoop.fs.Path("/runs/refused")))
        .isFalse();
  }

  @Test
  void whereAllExecutorsAreLostTheRunEndsAndDoesNotWaitForEver() throws Exception {
    TinyCluster lost = start("lost", Map.of());
    Process process =
        begin(
            "abandoned",
            "--master",
            lost.url(),
            "--rounds",
            "100000",
            "--set",
            "spark.sparkgan.preflight.timeout=30s");
    while (!processes.out("abandoned").contains("round 1/")) {
      assertThat(process.waitFor(200, TimeUnit.MILLISECONDS)).as("ended early").isFalse();
    }
    lost.workers().forEach(ProcessHandle::destroyForcibly);
    JobProcesses.Outcome ended = processes.end("abandoned", process);
    assertThat(ended.code()).as(ended.said()).isEqualTo(3);
    assertThat(ended.said()).contains("no executor has been there for 30 s");
  }

  /** What {@code jobs/cluster} ends with and says. */
  private static JobProcesses.Outcome script(String action, String... more) {
    List<String> words = new ArrayList<>(List.of(action));
    words.addAll(List.of("--dir", folder.resolve("scripted").toString()));
    words.addAll(List.of(more));
    String name = "cluster-" + action;
    return processes.end(name, processes.script(name, "cluster", words.toArray(String[]::new)));
  }

  /** The URL in the line that begins with its name. */
  private static String master(JobProcesses.Outcome started) {
    return started
        .out()
        .lines()
        .filter(line -> line.startsWith("master "))
        .map(line -> line.substring("master ".length()).strip())
        .findFirst()
        .orElseThrow();
  }

  private static TinyCluster start(String name, Map<String, String> keys) {
    TinyCluster started = TinyCluster.start(folder.resolve(name), keys);
    STARTED.add(started);
    return started;
  }

  /** 200 images that a generator made, as a Parquet table. */
  private static void makeTable() {
    Path images = TinySet.images(folder.resolve("images"));
    String[] first =
        options("first", "--master", "local[2]", "--data", images.toString(), "--rounds", "1");
    Jobs.Outcome trained = Jobs.train(first);
    assertThat(trained.code()).as(trained.err()).isZero();
    Jobs.Outcome made =
        Jobs.generate(
            "--run-dir",
            uri("/runs/first"),
            "--count",
            "200",
            "--format",
            "parquet",
            "--out",
            uri("/table"),
            "--master",
            "local[2]",
            "--set",
            "spark.ui.enabled=false");
    assertThat(made.code()).as(made.err()).isZero();
  }

  private static String[] options(String run, String... more) {
    List<String> options =
        new ArrayList<>(
            List.of("--recipe", "keras-mlp", "--conf", folder.resolve("tiny.conf").toString()));
    options.addAll(List.of("--out", uri("/runs"), "--run", run, "--workers", "2"));
    options.addAll(List.of("--set", "spark.ui.enabled=false"));
    if (!List.of(more).contains("--data")) {
      options.addAll(List.of("--data", uri("/table")));
    }
    options.addAll(List.of(more));
    return options.toArray(String[]::new);
  }

  private static JobProcesses.Outcome train(String run, String... more) {
    return processes.end(run, begin(run, more));
  }

  private static Process begin(String run, String... more) {
    return processes.script(run, "train", options(run, more));
  }

  private static String sha256(String run) {
    Jobs.Outcome facts = Jobs.inspect("--run-dir", uri("/runs/" + run), "--json");
    assertThat(facts.code()).as(facts.err()).isZero();
    return ConfigFactory.parseString(facts.out()).getString("state_sha256");
  }

  private static String uri(String path) {
    return hdfs.getURI() + path;
  }
}
