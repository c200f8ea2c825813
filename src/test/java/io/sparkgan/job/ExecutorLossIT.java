package io.sparkgan.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sparkgan.cluster.ClusterSpec;
import io.sparkgan.cluster.ClusterState;
import io.sparkgan.cluster.LocalCluster;
import io.sparkgan.cluster.SparkHome;
import io.sparkgan.faults.ClusterWorker;
import io.sparkgan.faults.DeadlyPlugin;
import io.sparkgan.faults.Death;
import io.sparkgan.faults.Death.Victim;
import io.sparkgan.faults.EventLog;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;

/**
 * Executors die, on a cluster of separate processes, at moments that are chosen: the run ends by
 * itself, with the bits of one that was never disturbed. The driver is this process; executors are
 * on two addresses, one on each, which Spark takes for machines.
 */
class ExecutorLossIT extends TinyRuns {
  /** More than a round has reducers, so that its two stages are told apart by their tasks. */
  private static final int TRAINERS = 3;

  private static final int REDUCERS = 2;
  private static final String LOST = "ExecutorLostFailure";

  /** Both executors are there before the first task, so each has a part of the work. */
  private static final List<String> TOGETHER =
      List.of(
          "spark.cores.max=2",
          "spark.scheduler.minRegisteredResourcesRatio=1",
          "spark.scheduler.maxRegisteredResourcesWaitingTime=120s");

  private static final List<ClusterWorker> WORKERS = new ArrayList<>();

  private static LocalCluster started;
  private static ClusterState cluster;

  @BeforeAll
  static void startACluster() {
    train("undisturbed", "--workers", "" + TRAINERS, "--rounds", "3");
    started = new LocalCluster(folder.resolve("cluster"));
    cluster =
        started.start(
            new SparkHome(Path.of("target/spark"), Path.of("conf/jvm.options")),
            new ClusterSpec(1, 1, "1g", OptionalInt.empty(), OptionalInt.empty(), Map.of()),
            Duration.ofMinutes(3));
  }

  @BeforeEach
  void twoWorkersAreAlive() {
    while (ClusterWorker.workers(cluster) < 2) {
      addWorker(Map.of());
    }
  }

  @AfterAll
  static void nothingIsLeftRunning() {
    WORKERS.forEach(ClusterWorker::close);
    if (started != null) {
      started.stop(Duration.ofSeconds(20));
    }
  }

  @Test
  void executorsThatDieInTasksOfOneRoundAndOfAnotherCostTimeOnly() throws IOException {
    // The first task dies as often as Spark, left to itself, would bear it.
    EventLog log =
        train(
            "in-tasks",
            List.of(
                new Death("round 2/.*", TRAINERS, 0, 4, Victim.SELF),
                new Death("round 3/.*", TRAINERS, 1, 1, Victim.SELF)),
            TOGETHER);

    assertThat(log.ended("round 2/", TRAINERS, LOST)).isGreaterThanOrEqualTo(4);
    assertThat(log.ended("round 3/", TRAINERS, LOST)).isGreaterThanOrEqualTo(1);
    assertThat(log.executorsLost()).isGreaterThanOrEqualTo(5);
    requireStruck("in-tasks", 5);
    requireUndisturbed("in-tasks");
  }

  @Test
  void anExecutorThatDiesWithWhatItsWorkersSentCostsTimeOnly() throws IOException {
    // Its reducer begins only when all workers have sent, and fetches after it has killed.
    EventLog log =
        train(
            "in-shuffle",
            List.of(new Death("round 2/.*", REDUCERS, 0, 1, Victim.OTHERS)),
            TOGETHER);

    assertThat(log.executorsLost()).isEqualTo(1);
    assertThat(log.ended("round 2/", REDUCERS, "FetchFailed")).isGreaterThanOrEqualTo(1);
    assertThat(log.ended("round 2/", TRAINERS, "Success")).isGreaterThan(TRAINERS);
    requireStruck("in-shuffle", 1);
    requireUndisturbed("in-shuffle");
  }

  @Test
  @Timeout(value = 3, unit = TimeUnit.MINUTES)
  void anExecutorThatStandsStillWithWhatItsWorkersSentCostsTimeOnly() throws IOException {
    // The reducer asks for blocks that never come: their executor takes questions and is silent.
    List<String> keys = new ArrayList<>(TOGETHER);
    keys.addAll(
        List.of(
            "spark.network.timeout=15s",
            "spark.network.timeoutInterval=2s",
            "spark.executor.heartbeatInterval=2s",
            "spark.shuffle.io.retryWait=2s"));
    EventLog log =
        train(
            "starved",
            List.of(new Death("round 2/.*", REDUCERS, 0, 1, Victim.OTHERS_FROZEN)),
            keys);

    assertThat(log.executorsLost()).isGreaterThanOrEqualTo(1);
    assertThat(log.removals()).anyMatch(reason -> reason.contains("heartbeat timed out"));
    assertThat(log.ended("round 2/", REDUCERS, "FetchFailed")).isGreaterThanOrEqualTo(1);
    assertThat(log.ended("round 2/", TRAINERS, "Success")).isGreaterThan(TRAINERS);
    requireStruck("starved", 1);
    requireUndisturbed("starved");
  }

  @Test
  void aWorkerDaemonThatDiesCostsTimeOnly() throws IOException {
    EventLog log =
        train("daemon", List.of(new Death("round 2/.*", TRAINERS, 0, 1, Victim.PARENT)), TOGETHER);

    assertThat(ClusterWorker.workers(cluster)).isEqualTo(1);
    assertThat(log.ended("round 2/", TRAINERS, LOST)).isGreaterThanOrEqualTo(1);
    assertThat(log.executorsLost()).isGreaterThanOrEqualTo(1);
    requireStruck("daemon", 1);
    requireUndisturbed("daemon");
  }

  @Test
  void executorsThatComeWhenWantedAndTasksThatRunTwiceChangeNothing() throws IOException {
    EventLog log =
        train(
            "dynamic",
            List.of(new Death("round 2/.*", TRAINERS, 0, 2, Victim.NONE)),
            List.of(
                "spark.dynamicAllocation.enabled=true",
                "spark.dynamicAllocation.shuffleTracking.enabled=true",
                "spark.dynamicAllocation.minExecutors=1",
                "spark.dynamicAllocation.maxExecutors=2",
                "spark.speculation=true",
                "spark.speculation.quantile=0.5"));

    assertThat(log.executorsAdded()).isEqualTo(2);
    assertThat(log.speculative()).isPositive();
    requireStruck("dynamic", 2);
    requireUndisturbed("dynamic");
  }

  @Test
  @EnabledOnOs(architectures = "amd64")
  void twoProcessorsAreRecordedAndWarnedOfOnce() throws IOException {
    removeWorkers();
    if (ClusterWorker.workers(cluster) == 0) {
      addWorker(Map.of());
    }
    addWorker(Map.of("ONEDNN_MAX_CPU_ISA", "SSE41"));
    try {
      requireTwoProcessorsWarnedOf("mixed");
    } finally {
      // It would compute other bits in other tests.
      removeWorkers();
    }
  }

  private static void requireTwoProcessorsWarnedOf(String run) throws IOException {
    List<String> keys = new ArrayList<>(TOGETHER);
    keys.add("compute.precision=f32");
    Jobs.Outcome trained = Jobs.train(options(run, List.of(), keys));

    assertThat(trained.code()).as(trained.err()).isZero();
    assertThat(trained.errLines())
        .filteredOn(line -> line.startsWith("warning: two processors, two bits: worker "))
        .singleElement()
        .asString()
        .contains("(sse41)");
    try (SparkSession spark = session()) {
      assertThat(
              spark
                  .read()
                  .parquet(run(run) + "/metrics/workers")
                  .selectExpr("instructions")
                  .distinct()
                  .collectAsList())
          .hasSize(2);
    }
  }

  /** Until the master knows, for it would take one that is added for one that has ended. */
  private static void removeWorkers() {
    int alive = (int) WORKERS.stream().filter(ClusterWorker::isAlive).count();
    int left = ClusterWorker.workers(cluster) - alive;
    WORKERS.forEach(ClusterWorker::close);
    WORKERS.clear();
    await().atMost(Duration.ofMinutes(2)).until(() -> ClusterWorker.workers(cluster) <= left);
  }

  private static void addWorker(Map<String, String> environment) {
    int number = WORKERS.size() + 2;
    Path place = folder.resolve("worker-" + System.nanoTime());
    WORKERS.add(ClusterWorker.start(cluster, "127.0.0." + number, place, environment));
  }

  private static EventLog train(String run, List<Death> deaths, List<String> keys)
      throws IOException {
    Jobs.Outcome trained = Jobs.train(options(run, deaths, keys));
    assertThat(trained.code()).as(trained.err()).isZero();
    return EventLog.of(folder.resolve("events-" + run));
  }

  private static String[] options(String run, List<Death> deaths, List<String> keys)
      throws IOException {
    Path struck = Files.createDirectory(folder.resolve("struck-" + run));
    Path events = Files.createDirectory(folder.resolve("events-" + run));
    List<String> all = new ArrayList<>(keys);
    all.addAll(EventLog.keys(events));
    all.addAll(shipped());
    all.add("spark.executor.memory=600m");
    all.add("spark.plugins=" + DeadlyPlugin.class.getName());
    all.add(DeadlyPlugin.FOLDER + "=" + struck);
    all.add(
        DeadlyPlugin.DEATHS
            + "="
            + deaths.stream().map(Death::text).collect(Collectors.joining("\n")));
    // Executors are on this machine, and find everything where this process does.
    all.add("spark.jars=" + Path.of("target/sparkgan.jar").toAbsolutePath());
    all.add("spark.executor.extraClassPath=" + System.getProperty("java.class.path"));
    List<String> arguments =
        new ArrayList<>(
            List.of("--master", cluster.url(), "--workers", "" + TRAINERS, "--rounds", "3"));
    all.forEach(key -> arguments.addAll(List.of("--set", key)));
    return arguments(run, arguments.toArray(String[]::new));
  }

  /** What the scripts say of retries. */
  private static List<String> shipped() throws IOException {
    Properties defaults = new Properties();
    try (Reader in = Files.newBufferedReader(Path.of("conf/spark-defaults.conf"))) {
      defaults.load(in);
    }
    return defaults.stringPropertyNames().stream()
        .filter(key -> key.matches("spark\\.(task|stage|executor\\.cores).*"))
        .map(key -> key + "=" + defaults.getProperty(key))
        .toList();
  }

  private static void requireStruck(String run, long times) {
    assertThat(DeadlyPlugin.struck(folder.resolve("struck-" + run))).isEqualTo(times);
  }

  /** A stage that was done again left no row twice. */
  private static void requireUndisturbed(String run) {
    assertThat(sha256(run)).isEqualTo(sha256("undisturbed"));
    SameFiles.require(run(run).toString(), run("undisturbed").toString());
    try (SparkSession spark = session()) {
      SameRows.require(spark, run(run).toString(), run("undisturbed").toString());
    }
  }

  private static SparkSession session() {
    return SparkSession.builder()
        .master("local[1]")
        .config("spark.ui.enabled", false)
        .getOrCreate();
  }
}
