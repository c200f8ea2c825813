package io.sparkgan.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkgan.Computes;
import io.sparkgan.config.Compute;
import io.sparkgan.config.Constant;
import io.sparkgan.config.Recipe.Batch.Drawing;
import io.sparkgan.config.SeedSequence;
import io.sparkgan.config.Settings;
import io.sparkgan.config.SettingsReader;
import io.sparkgan.config.SettingsSources;
import io.sparkgan.data.ImageRange;
import io.sparkgan.data.LabelledImages;
import io.sparkgan.data.Mnist;
import io.sparkgan.data.Shard;
import io.sparkgan.data.ShardBuilder;
import io.sparkgan.data.ShardPlan;
import io.sparkgan.gan.InitialState;
import io.sparkgan.state.GanState;
import io.sparkgan.training.InProcessRoundRunner;
import io.sparkgan.training.RoundOutcome;
import io.sparkgan.training.RoundRunner;
import io.sparkgan.training.WorkerReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A run's state is a function of configuration and data, not of where and how often its tasks ran.
 */
final class SameBitsIT {
  private static final int ROUNDS = 2;
  private static final int WORKERS = 3;
  private static final int LOCAL_STEPS = 2;

  private static final Map<Compute, GanState> EXPECTED = new HashMap<>();

  private static Settings settings;
  private static List<Shard> shards;
  private static GanState expected;

  @TempDir Path folder;

  private SparkSession spark;

  @BeforeAll
  static void withoutSpark() throws IOException {
    settings = with(Computes.USUAL, "data.uri", Shards.EMBEDDED);
    assertThat(settings.recipe().batch().drawing()).isEqualTo(Drawing.SHUFFLED_PASSES);
    shards = shards();
    expected = expected(Computes.USUAL);
  }

  @AfterEach
  void stopSpark() {
    spark.stop();
  }

  @ParameterizedTest
  @MethodSource("io.sparkgan.Computes#here")
  void oneThread(Compute compute) {
    assertThat(onSpark("local[1]", compute).sha256()).isEqualTo(expected(compute).sha256());
  }

  @ParameterizedTest
  @MethodSource("io.sparkgan.Computes#here")
  void twoThreadsAndMoreWorkersThanThreads(Compute compute) {
    assertThat(onSpark("local[2]", compute).sha256()).isEqualTo(expected(compute).sha256());
  }

  @Test
  void networksThatAreNotToldOfClasses() {
    Settings unconditional = with(Computes.USUAL, "recipe.conditional", "false");
    GanState start = InitialState.of(unconditional.recipe(), new SeedSequence(1));
    GanState inProcess = train(new InProcessRoundRunner(unconditional, shards), start, 1, ROUNDS);
    spark = SparkSessions.local("local[2]");
    try (Shards dealt = Shards.load(spark, unconditional)) {
      RoundRunner runner = runner(unconditional, dealt);
      assertThat(train(runner, start, 1, ROUNDS).sha256())
          .isEqualTo(inProcess.sha256())
          .isNotEqualTo(expected.sha256());
    }
  }

  @ParameterizedTest
  @MethodSource("io.sparkgan.Computes#fast")
  void stoppedAndResumedInAnotherSession(Compute compute) {
    Settings settings = with(compute);
    spark = SparkSessions.local("local[2]");
    GanState middle;
    try (Shards shards = Shards.load(spark, settings)) {
      middle = train(runner(settings, shards), initial(), 1, 1);
    }
    spark.stop();
    spark = SparkSessions.local("local[1]");
    try (Shards shards = Shards.load(spark, settings)) {
      assertThat(train(runner(settings, shards), middle, 2, ROUNDS).sha256())
          .isEqualTo(expected(compute).sha256());
    }
  }

  @Test
  void dataInAnotherOrderAndPartitioning() throws IOException {
    spark = SparkSessions.local("local[2]");
    String table = folder.resolve("mnist.parquet").toUri().toString();
    scrambled(spark).write().parquet(table);
    Settings fromTable = with(Computes.USUAL, "data.uri", table);
    try (Shards shards = Shards.load(spark, fromTable);
        Shards embedded = Shards.load(spark, settings)) {
      assertThat(shards.fingerprint()).isEqualTo(embedded.fingerprint());
      assertThat(train(runner(shards), initial(), 1, ROUNDS).sha256()).isEqualTo(expected.sha256());
    }
  }

  @ParameterizedTest
  @MethodSource("io.sparkgan.Computes#fast")
  void tasksThatFailAndAreTriedAgain(Compute compute) {
    Settings settings = with(compute);
    spark = SparkSessions.local("local[2,3]");
    AtomicInteger failures = new AtomicInteger();
    spark
        .sparkContext()
        .addSparkListener(
            new SparkListener() {
              @Override
              public void onTaskEnd(SparkListenerTaskEnd end) {
                if (!end.taskInfo().successful()) {
                  failures.incrementAndGet();
                }
              }
            });
    try (Shards shards = Shards.load(spark, settings)) {
      Shards faulty =
          new Shards(
              shards
                  .blocks()
                  .mapPartitionsWithIndex(
                      (worker, blocks) -> {
                        if (worker == 1 && TaskContext.get().attemptNumber() == 0) {
                          throw new IllegalStateException("injected");
                        }
                        return blocks;
                      },
                      true),
              shards.labels(),
              shards.fingerprint());
      assertThat(train(runner(settings, faulty), initial(), 1, ROUNDS).sha256())
          .isEqualTo(expected(compute).sha256());
    }
    spark.stop();
    assertThat(failures).as("tasks that failed").hasValue(ROUNDS);
  }

  @Test
  void theDriverReceivesOneModelHoweverManyWorkers() {
    spark = SparkSessions.local("local[2]");
    AtomicLong received = new AtomicLong();
    spark
        .sparkContext()
        .addSparkListener(
            new SparkListener() {
              @Override
              public void onTaskEnd(SparkListenerTaskEnd end) {
                received.addAndGet(end.taskMetrics().resultSize());
              }
            });
    long model = initial().layout().bytes();
    RoundOutcome outcome;
    try (Shards shards = Shards.load(spark, settings)) {
      outcome = runner(shards).run(1, LOCAL_STEPS, initial());
    }
    spark.stop();
    assertThat(outcome.bytesReceived()).isEqualTo(model);
    assertThat(outcome.workers()).extracting(WorkerReport::bytesEmitted).containsOnly(model);
    // What Spark itself counted: one model, and less than half of one for reports and task results.
    assertThat(received.get()).isBetween(model, model * 3 / 2);
  }

  private GanState onSpark(String master, Compute compute) {
    Settings settings = with(compute);
    spark = SparkSessions.local(master);
    try (Shards shards = Shards.load(spark, settings)) {
      return train(runner(settings, shards), initial(), 1, ROUNDS);
    }
  }

  private RoundRunner runner(Shards shards) {
    return runner(settings, shards);
  }

  private RoundRunner runner(Settings settings, Shards shards) {
    return new SparkRoundRunner(
        JavaSparkContext.fromSparkContext(spark.sparkContext()), settings, shards);
  }

  private static GanState train(RoundRunner runner, GanState start, int first, int last) {
    GanState state = start;
    for (int round = first; round <= last; round++) {
      state = runner.run(round, LOCAL_STEPS, state).state();
    }
    return state;
  }

  private static GanState initial() {
    return InitialState.of(settings.recipe(), new SeedSequence(settings.training().seed()));
  }

  private static GanState expected(Compute compute) {
    return EXPECTED.computeIfAbsent(
        compute, it -> train(new InProcessRoundRunner(with(it), shards), initial(), 1, ROUNDS));
  }

  private static Settings with(Compute compute) {
    return with(compute, "data.uri", Shards.EMBEDDED);
  }

  private static Settings with(Compute compute, String key, String value) {
    return SettingsReader.read(
            SettingsSources.defaults()
                .withOptions(
                    Map.of(
                        "training.workers",
                        Integer.toString(WORKERS),
                        "training.localSteps",
                        Integer.toString(LOCAL_STEPS),
                        "training.rounds",
                        Integer.toString(ROUNDS),
                        "compute.backend",
                        Constant.text(compute.backend()),
                        "compute.precision",
                        Constant.text(compute.precision()),
                        key,
                        value)))
        .settings();
  }

  private static List<Shard> shards() throws IOException {
    ShardPlan plan =
        ShardPlan.of(
            Drawing.SHUFFLED_PASSES,
            new SeedSequence(settings.training().seed()),
            new ImageRange(0, 60_000),
            WORKERS);
    List<ShardBuilder> builders = new ArrayList<>();
    for (int worker = 0; worker < WORKERS; worker++) {
      builders.add(new ShardBuilder(plan.size(worker), 784));
    }
    try (LabelledImages images = Mnist.train()) {
      while (images.advance()) {
        builders
            .get(plan.worker(images.index()))
            .put(plan.slot(images.index()), images.pixels().clone(), images.label());
      }
    }
    return builders.stream().map(builder -> Shard.of(builder.finish())).toList();
  }

  private static Dataset<Row> scrambled(SparkSession spark) throws IOException {
    List<Row> rows = new ArrayList<>();
    try (LabelledImages images = Mnist.train()) {
      while (images.advance()) {
        rows.add(
            RowFactory.create(
                (long) images.index(), images.label(), 28, 28, images.pixels().clone()));
      }
    }
    StructType schema =
        new StructType()
            .add("index", DataTypes.LongType)
            .add("label", DataTypes.IntegerType)
            .add("height", DataTypes.IntegerType)
            .add("width", DataTypes.IntegerType)
            .add("pixels", DataTypes.BinaryType);
    return spark.createDataFrame(rows, schema).repartition(7);
  }
}
