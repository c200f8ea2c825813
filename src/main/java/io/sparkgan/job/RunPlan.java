package io.sparkgan.job;

import io.sparkgan.config.Configuration;
import io.sparkgan.config.Settings;
import io.sparkgan.config.UserInputException;
import io.sparkgan.evaluation.JudgeModel;
import io.sparkgan.gan.Machine;
import io.sparkgan.spark.Shards;
import io.sparkgan.storage.HadoopFiles;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a new run will be, made sure of before Spark starts.
 *
 * @param configuration with workers, data, judge and compute settled
 */
record RunPlan(Configuration configuration) {

  /**
   * Settles what a configuration leaves to the machine.
   *
   * @throws UserInputException if the run could not be
   */
  static RunPlan of(Configuration given, SparkOptions sparkOptions) {
    var hadoop = sparkOptions.hadoop(given.spark());
    Configuration sized = withWorkers(given, sparkOptions);
    Configuration configuration =
        withCompute(JudgeChoice.settled(withAbsoluteData(sized, hadoop), hadoop), sparkOptions);
    Shards.requireFound(hadoop, configuration.settings().data().uri());
    RunPlan plan = new RunPlan(configuration);
    plan.judge(hadoop); // A sweep has many plans, and a judge is too large to keep one in each.
    return plan;
  }

  /**
   * The judge of the run, if it has one.
   *
   * @throws UserInputException if it is not there or does not fit the recipe
   */
  Optional<JudgeModel> judge(org.apache.hadoop.conf.Configuration hadoop) {
    return JudgeChoice.of(settings(), hadoop);
  }

  Settings settings() {
    return configuration.settings();
  }

  private static Configuration withWorkers(Configuration configuration, SparkOptions sparkOptions) {
    OptionalInt threads = sparkOptions.threads(configuration.spark());
    if (configuration.settings().training().workers().isPresent()) {
      return configuration;
    }
    if (threads.isEmpty()) {
      throw new UserInputException(
          "training.workers: not set, and master %s does not tell; give --workers N"
              .formatted(sparkOptions.master(configuration.spark())));
    }
    return configuration.with(Map.of("training.workers", Integer.toString(threads.getAsInt())));
  }

  /** A run is resumed from another folder too, so it remembers where its data really is. */
  private static Configuration withAbsoluteData(
      Configuration configuration, org.apache.hadoop.conf.Configuration hadoop) {
    String uri = configuration.settings().data().uri();
    return uri.equals(Shards.EMBEDDED)
        ? configuration
        : configuration.with(Map.of("data.uri", HadoopFiles.absolute(hadoop, uri)));
  }

  /** Chosen once, as all rounds of a run must be computed alike. */
  private static Configuration withCompute(Configuration configuration, SparkOptions sparkOptions) {
    Settings settings = configuration.settings();
    NativeMemory.training(settings, sparkOptions.slots(configuration.spark())).bound();
    return configuration.with(Machine.here().settle(settings.compute(), settings.recipe()));
  }
}
