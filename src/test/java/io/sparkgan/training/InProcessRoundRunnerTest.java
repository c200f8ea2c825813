package io.sparkgan.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sparkgan.Computes;
import io.sparkgan.Evaluations;
import io.sparkgan.TinyRecipes;
import io.sparkgan.config.Interval;
import io.sparkgan.config.Partition;
import io.sparkgan.config.Recipe;
import io.sparkgan.config.Recipe.Latent.ForGenerator;
import io.sparkgan.config.SeedSequence;
import io.sparkgan.config.Settings;
import io.sparkgan.config.Settings.Averaging;
import io.sparkgan.config.Settings.Averaging.UpdaterState;
import io.sparkgan.config.Settings.Averaging.Weights;
import io.sparkgan.config.Updates;
import io.sparkgan.data.Shard;
import io.sparkgan.gan.InitialState;
import io.sparkgan.gan.LocalResult;
import io.sparkgan.gan.LocalTask;
import io.sparkgan.gan.LocalTrainer;
import io.sparkgan.state.GanState;
import io.sparkgan.state.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Three workers with shards of 4, 7 and 9 images; each trained by hand as well. */
final class InProcessRoundRunnerTest {
  private static final int ROUND = 5;
  private static final int LOCAL_STEPS = 3;
  private static final Recipe RECIPE =
      TinyRecipes.convolutional(Updates.Plan.SEPARATE, ForGenerator.FRESH);
  private static final SeedSequence SEEDS = new SeedSequence(42);
  private static final List<Shard> SHARDS =
      List.of(
          TinyRecipes.shard(RECIPE, 4, 1),
          TinyRecipes.shard(RECIPE, 7, 2),
          TinyRecipes.shard(RECIPE, 9, 3));
  private static final GanState START = InitialState.of(RECIPE, SEEDS);
  private static final List<LocalResult> RESULTS = trainByHand();

  @ParameterizedTest
  @EnumSource
  void theStateIsTheMeanOfTheWorkersStatesByTheirWeights(Weights weights) {
    GanState average = run(weights, UpdaterState.AVERAGE).state();

    for (Section section : START.layout().sections()) {
      for (int i = 0; i < section.length(); i++) {
        double sum = 0;
        double total = 0;
        for (int worker = 0; worker < 3; worker++) {
          double weight = weights == Weights.EQUAL ? 1 : SHARDS.get(worker).size();
          sum += weight * RESULTS.get(worker).state().values(section.name())[i];
          total += weight;
        }
        assertThat(average.values(section.name())[i])
            .as("%s[%d]", section.name(), i)
            .isEqualTo((float) (sum / total));
      }
    }
    assertThat(average.steps()).isEqualTo(LOCAL_STEPS);
    assertThat(average.updaterSteps()).isEqualTo(LOCAL_STEPS);
  }

  @Test
  void resetForgetsTheOptimisersAndKeepsTheRest() {
    GanState averaged = run(Weights.EQUAL, UpdaterState.AVERAGE).state();
    GanState reset = run(Weights.EQUAL, UpdaterState.RESET).state();

    assertThat(reset.values("generator/updater")).containsOnly(0);
    assertThat(reset.values("discriminator/updater")).containsOnly(0);
    assertThat(reset.updaterSteps()).isZero();
    assertThat(reset.steps()).isEqualTo(LOCAL_STEPS);
    assertThat(reset.values("generator/parameters"))
        .isEqualTo(averaged.values("generator/parameters"));
  }

  @Test
  void reportsTellWhatEachWorkerDid() {
    RoundOutcome outcome = run(Weights.SHARD_SIZE, UpdaterState.AVERAGE);

    assertThat(outcome.workers()).extracting(WorkerReport::worker).containsExactly(0, 1, 2);
    assertThat(outcome.workers()).extracting(WorkerReport::shardImages).containsExactly(4L, 7L, 9L);
    assertThat(outcome.images()).isEqualTo(3 * LOCAL_STEPS * 4);
    assertThat(outcome.localSteps()).isEqualTo(LOCAL_STEPS);
    assertThat(run(Weights.EQUAL, UpdaterState.AVERAGE).workers())
        .extracting(WorkerReport::weight)
        .containsOnly(1 / 3.0);
    assertThat(outcome.bytesReceived()).isEqualTo(START.layout().bytes());
    for (int worker = 0; worker < 3; worker++) {
      WorkerReport report = outcome.workers().get(worker);
      GanState state = RESULTS.get(worker).state();
      assertThat(report.weight()).isEqualTo(SHARDS.get(worker).size() / 20.0);
      assertThat(report.steps()).isEqualTo(RESULTS.get(worker).steps()).hasSize(LOCAL_STEPS);
      assertThat(report.bytesEmitted()).isEqualTo(START.layout().bytes());
      // The networks themselves and the gradients by their parameters.
      assertThat(report.nativeBytes()).isGreaterThan(START.layout().bytes());
      assertThat(report.generatorDrift())
          .isCloseTo(distance(state, outcome.state(), "generator/parameters"), within(1e-9))
          .isPositive();
      assertThat(report.discriminatorDrift())
          .isCloseTo(distance(state, outcome.state(), "discriminator/parameters"), within(1e-9))
          .isPositive();
    }
  }

  @Test
  void oneWorkersStateIsTheAverage() {
    Settings settings = settings(Weights.SHARD_SIZE, UpdaterState.AVERAGE);
    RoundOutcome outcome =
        new InProcessRoundRunner(settings, List.of(SHARDS.get(0))).run(ROUND, LOCAL_STEPS, START);

    assertThat(outcome.state().sha256()).isEqualTo(RESULTS.get(0).state().sha256());
    assertThat(outcome.workers().get(0).generatorDrift()).isZero();
  }

  private static RoundOutcome run(Weights weights, UpdaterState updaterState) {
    return new InProcessRoundRunner(settings(weights, updaterState), SHARDS)
        .run(ROUND, LOCAL_STEPS, START);
  }

  private static List<LocalResult> trainByHand() {
    List<LocalResult> results = new ArrayList<>();
    for (int worker = 0; worker < SHARDS.size(); worker++) {
      LocalTask task =
          new LocalTask(ROUND, worker, 3, LOCAL_STEPS, SEEDS, START, SHARDS.get(worker));
      results.add(new LocalTrainer(RECIPE, Computes.USUAL).train(task));
    }
    return results;
  }

  private static double distance(GanState state, GanState average, String section) {
    double sum = 0;
    for (int i = 0; i < state.values(section).length; i++) {
      sum += Math.pow((double) state.values(section)[i] - average.values(section)[i], 2);
    }
    return Math.sqrt(sum);
  }

  private static Settings settings(Weights weights, UpdaterState updaterState) {
    return new Settings(
        RECIPE,
        new Settings.Data("none", 0, Partition.IID),
        new Settings.Training(OptionalInt.of(3), LOCAL_STEPS, 9, OptionalDouble.empty(), 42),
        new Averaging(weights, updaterState, new Interval.Constant()),
        new Settings.Ema(0, true),
        new Settings.Checkpoint(1, 1),
        new Settings.Samples(1, 4, 2),
        new Settings.Metrics(0),
        Evaluations.off(),
        Computes.USUAL);
  }
}
