package io.sparkgan.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sparkgan.Computes;
import io.sparkgan.config.Constant;
import io.sparkgan.config.SeedSequence;
import io.sparkgan.config.Settings;
import io.sparkgan.config.SettingsReader;
import io.sparkgan.config.SettingsSources;
import io.sparkgan.gan.InitialState;
import io.sparkgan.state.GanState;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.BlockId;
import org.apache.spark.storage.BlockManager;
import org.apache.spark.storage.BlockStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import scala.Option;
import scala.collection.JavaConverters;

/** What Spark sees of training: one job a round, called what it is, that leaves nothing behind. */
final class RoundIsOneJobIT {
  private static final int ROUNDS = 3;

  private final Settings settings =
      SettingsReader.read(
              SettingsSources.defaults()
                  .withOptions(
                      Map.of(
                          "training.workers",
                          "2",
                          "training.rounds",
                          Integer.toString(ROUNDS),
                          "compute.backend",
                          Constant.text(Computes.USUAL.backend()),
                          "compute.precision",
                          "f32")))
          .settings();
  private final List<String> jobs = new CopyOnWriteArrayList<>();
  private SparkSession spark;

  @BeforeEach
  void startSpark() {
    spark = SparkSessions.local("local[2]");
    spark
        .sparkContext()
        .addSparkListener(
            new SparkListener() {
              @Override
              public void onJobStart(SparkListenerJobStart start) {
                jobs.add(start.properties().getProperty("spark.job.description"));
              }
            });
  }

  @AfterEach
  void stopSpark() {
    spark.stop();
  }

  @Test
  void namesItselfAndFreesItsBroadcast() {
    GanState initial =
        InitialState.of(settings.recipe(), new SeedSequence(settings.training().seed()));
    try (Shards shards = Shards.load(spark, settings)) {
      SparkRoundRunner runner =
          new SparkRoundRunner(
              JavaSparkContext.fromSparkContext(spark.sparkContext()), settings, shards);
      GanState state = initial;
      for (int round = 1; round <= ROUNDS; round++) {
        state = runner.run(round, 1, state).state();
      }
      // Spark keeps the few kilobytes of its own broadcasts of tasks until they are collected.
      long few = initial.layout().bytes() / 4;
      await().atMost(Duration.ofSeconds(10)).until(() -> broadcastBytes() < few);
      assertThat(spark.sparkContext().getPersistentRDDs().size()).as("cached").isEqualTo(1);
    }
    assertThat(spark.sparkContext().getPersistentRDDs().size()).as("cached").isZero();
    spark.stop();

    assertThat(jobs)
        .containsSubsequence(
            "shard 60000 images over 2 workers",
            "round 1/3: train 2 workers",
            "round 2/3: train 2 workers",
            "round 3/3: train 2 workers")
        .filteredOn(job -> job.startsWith("round"))
        .hasSize(ROUNDS);
  }

  private static long broadcastBytes() {
    BlockManager blocks = SparkEnv.get().blockManager();
    long bytes = 0;
    for (BlockId id :
        JavaConverters.seqAsJavaList(blocks.getMatchingBlockIds(BlockId::isBroadcast))) {
      // Spark frees in the background, so a block may be gone since it was listed.
      Option<BlockStatus> status = blocks.getStatus(id);
      bytes += status.isDefined() ? status.get().memSize() : 0;
    }
    return bytes;
  }
}
