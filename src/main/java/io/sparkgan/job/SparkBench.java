package io.sparkgan.job;

import io.sparkgan.config.Configuration;
import io.sparkgan.config.SeedSequence;
import io.sparkgan.config.Settings;
import io.sparkgan.gan.InitialState;
import io.sparkgan.spark.Shards;
import io.sparkgan.spark.SparkRoundRunner;
import io.sparkgan.training.RoundTimer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/**
 * Measures whole rounds of one worker, and of as many as asked, both on the same {@code local[N]}
 * and turn about, so that whatever else goes on in the machine strikes both.
 *
 * @param localSteps of each worker in a round
 */
record SparkBench(Configuration configuration, BenchOptions options, int localSteps) {

  List<BenchRow> measure(BenchSetup setup) {
    try (SparkSession spark = start()) {
      List<Integer> counts = options.workers() == 1 ? List.of(1) : List.of(1, options.workers());
      List<Workers> all = counts.stream().map(count -> workers(spark, count)).toList();
      // The first round builds the networks.
      all.forEach(workers -> workers.timer.train(0));
      for (int i = 0; i < options.repetitions(); i++) {
        all.forEach(workers -> workers.measure(options.seconds()));
      }
      return all.stream().map(workers -> workers.row(setup, all.get(0), localSteps)).toList();
    }
  }

  private SparkSession start() {
    Map<String, String> keys = new HashMap<>(configuration.spark());
    keys.put("spark.master", "local[%d]".formatted(options.workers()));
    keys.putIfAbsent("spark.ui.enabled", "false");
    NativeMemory memory =
        NativeMemory.training(configuration.settings(), OptionalInt.of(options.workers()));
    return new SparkOptions().start("sparkgan bench", keys, memory);
  }

  /** Their shards are freed with Spark. */
  private Workers workers(SparkSession spark, int count) {
    Settings settings =
        configuration.with(Map.of("training.workers", Integer.toString(count))).settings();
    SparkRoundRunner runner =
        new SparkRoundRunner(
            JavaSparkContext.fromSparkContext(spark.sparkContext()),
            settings,
            Shards.load(spark, settings));
    SeedSequence seeds = new SeedSequence(settings.training().seed());
    return new Workers(
        count,
        new RoundTimer(runner, localSteps, InitialState.of(settings.recipe(), seeds)),
        new ArrayList<>());
  }

  /** Some workers, and the images per second of each repetition. */
  private record Workers(int count, RoundTimer timer, List<Double> rates) {

    void measure(double seconds) {
      rates.add(timer.train(seconds).imagesPerSecond());
    }

    /** The speed-up is the median over what was measured turn about. */
    BenchRow row(BenchSetup setup, Workers one, int localSteps) {
      List<Double> ratios =
          IntStream.range(0, rates.size()).mapToObj(i -> rates.get(i) / one.rates.get(i)).toList();
      return new BenchRow(
          setup,
          BenchRow.Mode.SPARK,
          count,
          localSteps,
          Spread.of(rates),
          Spread.of(ratios).median());
    }
  }
}
