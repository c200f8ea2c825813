package io.sparkgan.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkgan.Computes;
import io.sparkgan.config.Constant;
import io.sparkgan.config.SeedSequence;
import io.sparkgan.config.Settings;
import io.sparkgan.config.SettingsReader;
import io.sparkgan.config.SettingsSources;
import io.sparkgan.gan.InitialState;
import io.sparkgan.state.GanState;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.RDDInfo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where Spark has less memory than the shards take, they go to disk and nothing else changes. */
final class SpillIT {
  private final AtomicLong spilled = new AtomicLong();

  /** What a round came to, and where its shards were. */
  private record Trained(String fingerprint, String state, RDDInfo shards) {}

  @ParameterizedTest
  @ValueSource(strings = {"iid", "by-label(2)"})
  void theBitsAreTheSame(String partition) {
    Trained expected = train(partition, "0.6");
    long before = spilled.getAndSet(0);
    Trained found = train(partition, "0.02");

    assertThat(before).as("spilled with memory").isZero();
    assertThat(spilled).as("spilled without").hasValueGreaterThan(1L << 20);
    assertThat(expected.shards().diskSize()).isZero();
    assertThat(found.shards().diskSize()).isGreaterThan(20L << 20);
    assertThat(found.fingerprint()).isEqualTo(expected.fingerprint());
    assertThat(found.state()).isEqualTo(expected.state());
  }

  private Trained train(String partition, String memoryFraction) {
    Settings settings = settings(partition);
    try (SparkSession spark =
        SparkSession.builder()
            .master("local[2]")
            .appName("test")
            .config("spark.ui.enabled", "false")
            // What there is for sorting and for shards, whatever the heap.
            .config("spark.testing", "true")
            .config("spark.testing.memory", Long.toString(1L << 30))
            .config("spark.testing.reservedMemory", "0")
            .config("spark.memory.fraction", memoryFraction)
            .getOrCreate()) {
      spark.sparkContext().addSparkListener(new Spills());
      try (Shards shards = Shards.load(spark, settings)) {
        JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
        GanState start = InitialState.of(settings.recipe(), new SeedSequence(1));
        GanState state =
            new SparkRoundRunner(context, settings, shards)
                .run(1, settings.training().localSteps(), start)
                .state();
        RDDInfo[] cached = spark.sparkContext().getRDDStorageInfo();
        return new Trained(shards.fingerprint().toString(), state.sha256(), cached[0]);
      }
    }
  }

  private final class Spills extends SparkListener {
    @Override
    public void onTaskEnd(SparkListenerTaskEnd end) {
      spilled.addAndGet(end.taskMetrics().diskBytesSpilled());
    }
  }

  private static Settings settings(String partition) {
    return SettingsReader.read(
            SettingsSources.recipe("keras-mlp")
                .withOptions(
                    Map.of(
                        "training.workers",
                        "2",
                        "training.localSteps",
                        "2",
                        "data.partition",
                        partition,
                        "compute.backend",
                        Constant.text(Computes.USUAL.backend()),
                        "compute.precision",
                        Constant.text(Computes.USUAL.precision()))))
        .settings();
  }
}
