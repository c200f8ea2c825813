package io.sparkgan.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.sparkgan.state.GanState;
import io.sparkgan.storage.CheckpointFile;
import io.sparkgan.storage.StoredCheckpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that are trained, stopped, resumed, replaced and broken, with real Spark in this JVM. */
class WholeRunIT {
  private static final int WORKERS = 2;

  @TempDir private static Path folder;
  private static Path images;
  private static Jobs.Outcome whole;

  /** A run of four rounds that no test changes. */
  @BeforeAll
  static void trainFourRounds() {
    images = TinySet.images(folder.resolve("images"));
    TinySet.conf(folder);
    whole = train("whole", "--rounds", "4");
  }

  @Test
  void tellsRoundsAndWhereEverythingIs() {
    assertThat(whole.out())
        .contains("round 1/4", "round 4/4", "images/s", "d_loss", "left")
        .contains("samples/grid-000004.png", "whole/metrics", "round-000004.ckpt");
    assertThat(whole.err()).isEmpty();
  }

  @Test
  void writesTheRunDirectory() {
    assertThat(run("whole"))
        .isDirectoryRecursivelyContaining("glob:**/run.json")
        .isDirectoryRecursivelyContaining("glob:**/checkpoints/round-000004.ckpt")
        .isDirectoryRecursivelyContaining("glob:**/samples/grid-000000.png")
        .isDirectoryRecursivelyContaining("glob:**/samples/grid-000004.png");
    assertThat(content(run("whole")).keySet()).noneMatch(name -> name.contains(".crc"));
  }

  @Test
  void tablesHaveOneSetOfRowsPerRound() {
    try (SparkSession spark = session()) {
      assertThat(rows(spark, "rounds", "round, count(*)", "round"))
          .containsExactly("[1,1]", "[2,1]", "[3,1]", "[4,1]");
      assertThat(rows(spark, "workers", "round, count(*), sum(shard_images)", "round"))
          .containsExactly("[1,2,200]", "[2,2,200]", "[3,2,200]", "[4,2,200]");
      assertThat(
              rows(
                  spark, "steps", "round, worker, min(step), max(step), count(*)", "round, worker"))
          .containsExactly(
              "[1,0,1,5,5]",
              "[1,1,1,5,5]",
              "[2,0,6,10,5]",
              "[2,1,6,10,5]",
              "[3,0,11,15,5]",
              "[3,1,11,15,5]",
              "[4,0,16,20,5]",
              "[4,1,16,20,5]");
      assertThat(
              spark
                  .read()
                  .parquet(run("whole") + "/samples/images")
                  .groupBy("round")
                  .count()
                  .orderBy("round")
                  .collectAsList())
          .map(Row::toString)
          .containsExactly("[0,9]", "[1,9]", "[2,9]", "[3,9]", "[4,9]");
    }
  }

  @Test
  void inspectSaysInJsonWhatTheRunIs() {
    Config facts = Jobs.facts(run("whole"));
    assertThat(facts.getString("run")).isEqualTo("whole");
    assertThat(facts.getString("recipe")).isEqualTo("keras-mlp");
    assertThat(facts.getInt("round")).isEqualTo(4);
    assertThat(facts.getInt("rounds")).isEqualTo(4);
    assertThat(facts.getInt("last_round.round")).isEqualTo(4);
    assertThat(facts.getDouble("last_round.d_loss")).isPositive();
    assertThat(facts.getObject("sections"))
        .containsKeys("generator/parameters", "discriminator/parameters")
        .doesNotContainKey("generator/average");
    StoredCheckpoint stored = checkpoint("whole", 4);
    assertThat(facts.getString("state_sha256"))
        .isEqualTo(stored.checkpoint().state().sha256())
        .matches("[0-9a-f]{64}");
    assertThat(Jobs.inspect("--run-dir", run("whole").toString()).out())
        .contains("whole", "keras-mlp", "d_loss");
  }

  @Test
  void resumingAFinishedRunSaysSoAndChangesNothing() {
    Map<String, String> before = content(run("whole"));
    Jobs.Outcome resumed = resume("whole");
    assertThat(resumed.code()).isZero();
    assertThat(resumed.out()).contains("finished", "--rounds");
    assertThat(content(run("whole"))).isEqualTo(before);
  }

  @Test
  void anExtendedRunHasTheBitsOfALongerOne() {
    train("extended", "--rounds", "2");
    assertThat(sha256("extended")).isNotEqualTo(sha256("whole"));
    Jobs.Outcome resumed = resume("extended", "--rounds", "4");
    assertThat(resumed.code()).as(resumed.err()).isZero();
    assertThat(resumed.out())
        .contains("goes on after round 2", "round 4/4")
        .doesNotContain("round 2/4");
    assertThat(sha256("extended")).isEqualTo(sha256("whole"));
    assertThat(Jobs.facts(run("extended")).getInt("rounds")).isEqualTo(4);
  }

  @Test
  void anAverageOfTheGeneratorIsKeptAcrossAResumeAndIsNoBeginning() {
    String[] ema = {"--set", "ema.decay=0.5", "--set", "checkpoint.keep=9"};
    train(
        "averaged",
        Stream.concat(Stream.of("--rounds", "4"), Stream.of(ema)).toArray(String[]::new));
    train(
        "shorter",
        Stream.concat(Stream.of("--rounds", "2"), Stream.of(ema)).toArray(String[]::new));
    Jobs.Outcome resumed = resume("shorter", "--rounds", "4");
    assertThat(resumed.code()).as(resumed.err()).isZero();
    assertThat(sha256("shorter")).isEqualTo(sha256("averaged")).isNotEqualTo(sha256("whole"));
    GanState averaged = checkpoint("averaged", 4).checkpoint().state();
    assertThat(averaged.withoutAverage().sha256()).isEqualTo(sha256("whole"));
    train("fresh", "--rounds", "0", "--init-from", file("averaged", 4).toString());
    GanState fresh = checkpoint("fresh", 0).checkpoint().state();
    assertThat(fresh.average()).isEmpty();
    assertThat(fresh.values("generator/parameters"))
        .containsExactly(averaged.values("generator/parameters"));
  }

  @Test
  void aStoppedRunSaysHowToGoOnAndEndsAtTheSameBits() {
    AtomicInteger asked = new AtomicInteger();
    // Asked once before the first round and once after each.
    Jobs.Outcome stopped =
        Jobs.train(
            () -> asked.incrementAndGet() > 3,
            arguments("stopped", "--rounds", "4", "--set", "checkpoint.every=4"));
    assertThat(stopped.code()).isZero();
    assertThat(stopped.out())
        .contains("stopped after round 3 of 4", "jobs/resume --run-dir file:" + run("stopped"));
    assertThat(Jobs.facts(run("stopped")).getInt("round")).isEqualTo(3);
    assertThat(resume("stopped").code()).isZero();
    assertThat(sha256("stopped")).isEqualTo(sha256("whole"));
  }

  @Test
  void whatWasRecordedAfterTheLastCheckpointIsMadeAgain() throws IOException {
    train("sparse", "--rounds", "4", "--set", "checkpoint.every=2");
    String expected = sha256("sparse");
    // As if it had been killed just before the last rename: rows of rounds 3 and 4 are there.
    Files.delete(file("sparse", 4));

    assertThat(resume("sparse").out()).contains("goes on after round 2");

    assertThat(sha256("sparse")).isEqualTo(expected).isEqualTo(sha256("whole"));
    try (SparkSession spark = session()) {
      assertThat(
              spark
                  .read()
                  .parquet(run("sparse") + "/metrics/rounds")
                  .orderBy("round")
                  .select("round")
                  .collectAsList())
          .map(Row::toString)
          .containsExactly("[1]", "[2]", "[3]", "[4]");
    }
  }

  @Test
  void aRunWithoutAWholeCheckpointIsLeftAlone() throws IOException {
    train("ruined", "--rounds", "2");
    for (int round = 1; round <= 2; round++) {
      Files.writeString(file("ruined", round), "not a checkpoint");
    }
    Map<String, String> before = content(run("ruined"));

    refused(resume("ruined", "--rounds", "4"), "can read none of them");
    assertThat(content(run("ruined"))).isEqualTo(before);
  }

  @Test
  void theDataIsRememberedByItsFullUri() throws IOException {
    assertThat(Files.readString(run("whole").resolve("run.json")))
        .contains("\"uri\" : \"file:" + images);
  }

  @Test
  void aRunIsReplacedOnlyWhenAsked() {
    train("replaced", "--rounds", "2");
    Map<String, String> before = content(run("replaced"));
    assertThat(Jobs.train(arguments("replaced", "--rounds", "1")).code()).isEqualTo(2);
    assertThat(content(run("replaced"))).isEqualTo(before);
    train("replaced", "--rounds", "1", "--overwrite");
    assertThat(content(run("replaced")).keySet())
        .anyMatch(name -> name.contains("000001"))
        .noneMatch(name -> name.contains("000002"));
  }

  @Test
  void weightsOfACheckpointBeginAnotherRun() throws IOException {
    Path source = Files.copy(file("whole", 4), folder.resolve("source.ckpt"));
    String[] from = {"--init-from", source.toString(), "--seed", "9"};
    AtomicInteger asked = new AtomicInteger();
    assertThat(Jobs.train(() -> asked.incrementAndGet() > 1, arguments("warm", from)).code())
        .isZero();
    StoredCheckpoint warm = checkpoint("warm", 0);
    StoredCheckpoint given = checkpoint("whole", 4);
    for (int i = 0; i < given.checkpoint().state().layout().sections().size(); i++) {
      if (given.checkpoint().state().layout().sections().get(i).name().endsWith("/parameters")) {
        assertThat(warm.checkpoint().state().values(i))
            .containsExactly(given.checkpoint().state().values(i));
      }
    }
    assertThat(warm.checkpoint().state().updaterSteps()).isZero();
    // The run has its own checkpoints now, so it does not need the one it began with.
    Files.delete(source);
    Jobs.Outcome resumed = resume("warm", "--rounds", "2");
    assertThat(resumed.code()).as(resumed.err()).isZero();
  }

  @Test
  void aRunWithOtherOptimisersBeginsWithTheWeightsOfACheckpoint() {
    train(
        "rmsprop",
        "--rounds",
        "0",
        "--init-from",
        file("whole", 4).toString(),
        "--set",
        "recipe.updates.plan=separate",
        "--set",
        "recipe.updates.discriminatorOptimisers=per-target",
        "--set",
        "recipe.generator.optimiser={type=rmsprop,rate=1e-4,rho=0.9,epsilon=1e-7}");
    GanState begun = checkpoint("rmsprop", 0).checkpoint().state();
    GanState given = checkpoint("whole", 4).checkpoint().state();
    assertThat(begun.layout()).isNotEqualTo(given.layout());
    for (String section : List.of("generator/parameters", "discriminator/parameters")) {
      assertThat(begun.values(section)).containsExactly(given.values(section));
    }
  }

  @Test
  void aDamagedOrForeignCheckpointIsNoBeginning() throws IOException {
    byte[] bytes = Files.readAllBytes(file("whole", 4));
    Path cut = Files.write(folder.resolve("cut.ckpt"), Arrays.copyOf(bytes, bytes.length - 1));
    refused(Jobs.train(arguments("cut", "--init-from", cut.toString())), "cut.ckpt");
    refused(
        Jobs.train(
            arguments(
                "foreign",
                "--init-from",
                file("whole", 4).toString(),
                "--set",
                "recipe.latent.size=5")),
        "other networks");
    assertThat(run("cut")).doesNotExist();
    assertThat(run("foreign")).doesNotExist();
  }

  @Test
  void epochsBecomeRounds() {
    train("epochs", "--epochs", "2");
    double perRound = WORKERS * TinySet.LOCAL_STEPS * TinySet.BATCH;
    assertThat(Jobs.facts(run("epochs")).getInt("round"))
        .isEqualTo((int) Math.ceil(2 * TinySet.IMAGES / perRound))
        .isEqualTo(3);
  }

  @Test
  void heldOutImagesAreNotCounted() throws IOException {
    Jobs.Outcome rest =
        Jobs.train(
            arguments("rest", "--epochs", "2", "--set", "data.heldOut=150", "--workers", "1"));
    assertThat(rest.code()).as(rest.err()).isZero();
    assertThat(rest.out()).contains("50 images to train on, 150 held out");
    Config json = ConfigFactory.parseFile(run("rest").resolve("run.json").toFile());
    assertThat(json.getLong("data.images")).isEqualTo(TinySet.IMAGES - 150);
    assertThat(json.getInt("configuration.training.rounds"))
        .isEqualTo((int) Math.ceil(2 * 50.0 / (TinySet.LOCAL_STEPS * TinySet.BATCH)))
        .isEqualTo(2);
    Config whole = ConfigFactory.parseFile(run("whole").resolve("run.json").toFile());
    assertThat(json.getString("data.fingerprint")).isEqualTo(whole.getString("data.fingerprint"));
    refused(Jobs.train(arguments("all", "--set", "data.heldOut=200")), "data.heldOut");
    assertThat(resume("rest", "--rounds", "3").out()).contains("150 held out");
    assertThat(run("all")).doesNotExist();
  }

  @Test
  void divergenceIsNamedAndKeepsTheLastCheckpoint() {
    Jobs.Outcome diverged =
        Jobs.train(
            arguments(
                "diverged",
                "--set",
                "recipe.generator.optimiser.rate=1e38",
                "--set",
                "recipe.discriminator.optimiser.rate=1e38"));
    assertThat(diverged.code()).isEqualTo(4);
    assertThat(diverged.errLines()).hasSize(1);
    assertThat(diverged.err())
        .startsWith("error: Training diverged")
        .containsPattern("(generator|discriminator) of worker [01] .* step \\d+");
    assertThat(Jobs.facts(run("diverged")).getInt("round")).isZero();
    assertThat(content(run("diverged")).keySet()).noneMatch(name -> name.contains("000001"));
  }

  @Test
  void sparksKeysReachSparkAndNothingElse() throws IOException {
    Path events = Files.createDirectory(folder.resolve("events"));
    train(
        "keys",
        "--rounds",
        "1",
        "--set",
        "spark.eventLog.enabled=true",
        "--set",
        "spark.eventLog.dir=" + events.toUri(),
        "--set",
        "spark.sparkgan.note=hunter2");
    try (Stream<Path> logs = Files.list(events)) {
      assertThat(logs.toList())
          .hasSize(1)
          .first()
          .satisfies(log -> assertThat(log).content().contains("hunter2"));
    }
    assertThat(content(run("keys")).values()).noneMatch(bytes -> bytes.contains("hunter2"));
    assertThat(run("keys").resolve("run.json")).content().doesNotContain("spark.eventLog");
  }

  @Test
  void damagedDataIsTheUsersMistake() throws IOException {
    Path damaged = TinySet.images(folder.resolve("damaged"));
    Path file = damaged.resolve("train-images-idx3-ubyte");
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length - 10));
    refused(
        Jobs.train(arguments("damaged", "--data", damaged.toString())), "train-images-idx3-ubyte");
    assertThat(run("damaged")).doesNotExist();
    Files.write(damaged.resolve("train-labels-idx1-ubyte"), new byte[3]);
    refused(
        Jobs.train(arguments("damaged", "--data", damaged.toString())), "train-labels-idx1-ubyte");
    assertThat(run("damaged")).doesNotExist();
  }

  @Test
  void imagesOfAnotherSizeAreRefused() {
    refused(Jobs.train(arguments("size", "--data", "mnist")), "28x28");
    assertThat(run("size")).doesNotExist();
  }

  @Test
  void moreWorkersThanImagesAreRefused() {
    refused(Jobs.train(arguments("crowd", "--workers", "201")), "201");
    assertThat(run("crowd")).doesNotExist();
  }

  private static Jobs.Outcome train(String run, String... more) {
    Jobs.Outcome outcome = Jobs.train(arguments(run, more));
    assertThat(outcome.code()).as(outcome.err()).isZero();
    return outcome;
  }

  /** The usual options, but for those that are given. */
  private static String[] arguments(String run, String... more) {
    Map<String, String> usual =
        Map.of(
            "--recipe", "keras-mlp",
            "--conf", folder.resolve("tiny.conf").toString(),
            "--out", folder.resolve("runs").toString(),
            "--run", run,
            "--master", "local[2]",
            "--data", images.toString(),
            "--workers", Integer.toString(WORKERS));
    List<String> given = Arrays.asList(more);
    List<String> all = new ArrayList<>(List.of("--set", "spark.ui.enabled=false"));
    usual.forEach(
        (option, value) -> {
          if (!given.contains(option)) {
            all.addAll(List.of(option, value));
          }
        });
    all.addAll(given);
    return all.toArray(String[]::new);
  }

  private static Jobs.Outcome resume(String run, String... more) {
    return Jobs.resume(
        Stream.concat(
                Stream.of(
                    "--run-dir",
                    run(run).toString(),
                    "--master",
                    "local[2]",
                    "--set",
                    "spark.ui.enabled=false"),
                Stream.of(more))
            .toArray(String[]::new));
  }

  private static void refused(Jobs.Outcome outcome, String expected) {
    assertThat(outcome.code()).as(outcome.err()).isEqualTo(2);
    assertThat(outcome.errLines()).hasSize(1);
    assertThat(outcome.err()).startsWith("error: ").contains(expected);
  }

  private static Path run(String name) {
    return folder.resolve("runs").resolve(name);
  }

  private static Path file(String run, int round) {
    return run(run).resolve("checkpoints/round-%06d.ckpt".formatted(round));
  }

  private static StoredCheckpoint checkpoint(String run, int round) {
    return CheckpointFile.read(new Configuration(), file(run, round).toString());
  }

  private static String sha256(String run) {
    return Jobs.facts(run(run)).getString("state_sha256");
  }

  private static SparkSession session() {
    return SparkSession.builder()
        .master("local[2]")
        .appName("test")
        .config("spark.ui.enabled", false)
        .config("spark.sql.shuffle.partitions", 2)
        .getOrCreate();
  }

  private static List<String> rows(SparkSession spark, String table, String columns, String keys) {
    spark.read().parquet(run("whole") + "/metrics/" + table).createOrReplaceTempView(table);
    return spark
        .sql("select %s from %s group by %s order by %s".formatted(columns, table, keys, keys))
        .collectAsList()
        .stream()
        .map(Row::toString)
        .toList();
  }

  /** Every file by its path, with its bytes as text. */
  private static Map<String, String> content(Path run) {
    try (Stream<Path> tree = Files.walk(run)) {
      return tree.filter(Files::isRegularFile)
          .collect(
              Collectors.toMap(
                  file -> run.relativize(file).toString(),
                  WholeRunIT::bytes,
                  (a, b) -> a,
                  TreeMap::new));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String bytes(Path file) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
