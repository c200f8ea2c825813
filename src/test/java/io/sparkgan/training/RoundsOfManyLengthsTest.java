package io.sparkgan.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkgan.Computes;
import io.sparkgan.Evaluations;
import io.sparkgan.TinyRecipes;
import io.sparkgan.config.Interval;
import io.sparkgan.config.Interval.Adaptive;
import io.sparkgan.config.Interval.Scheduled;
import io.sparkgan.config.Interval.Scheduled.Change;
import io.sparkgan.config.Partition;
import io.sparkgan.config.Recipe;
import io.sparkgan.config.Settings;
import io.sparkgan.config.Settings.Averaging;
import io.sparkgan.config.Settings.Averaging.UpdaterState;
import io.sparkgan.config.Settings.Averaging.Weights;
import io.sparkgan.data.Shard;
import io.sparkgan.state.GanState;
import io.sparkgan.training.CheckpointStore.Checkpoint;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** Real rounds in this process, as long as the interval says. */
final class RoundsOfManyLengthsTest {
  private static final int FIRST = 4;
  private static final int ROUNDS = 6;
  private static final Recipe RECIPE =
      TinyRecipes.configured(
          "recipe.generator.optimiser.rate=0.01", "recipe.discriminator.optimiser.rate=0.01");

  private final RecordingPorts ports = new RecordingPorts();

  @Test
  void aScheduleThatChangesNothingGivesTheBitsOfAConstantInterval() {
    Interval same = new Scheduled(List.of(new Change(2, FIRST), new Change(5, FIRST)));

    assertThat(run(same, ports).state().sha256())
        .isEqualTo(run(new Interval.Constant(), new RecordingPorts()).state().sha256());
    assertThat(lengths()).containsOnly(FIRST);
  }

  @Test
  void roundsAreAsLongAsTheScheduleSaysAndWhatIsLeftIsKnown() {
    Checkpoint last = run(new Scheduled(List.of(new Change(2, 1), new Change(4, 7))), ports);

    assertThat(lengths()).containsExactly(4, 1, 1, 7, 7, 7);
    assertThat(last.state().steps()).isEqualTo(27);
    assertThat(ports.left()).containsExactly(23L, 22L, 21L, 14L, 7L, 0L);
    assertThat(ports.outcomes().get(4).workers())
        .allSatisfy(worker -> assertThat(worker.steps()).extracting("step").contains(7L, 13L));
  }

  @Test
  void imagesAndLatentsOfABankGoOnFromStepToStepHoweverTheyAreCutIntoRounds() {
    // Nothing here is drawn by round, and one worker is its own average.
    Recipe steady =
        TinyRecipes.configured(
            "recipe.latent.bank=7",
            "recipe.discriminator.layers=[{type=flatten},{type=dense,units=5},{type=tanh},{type=dense,units=1}]");
    List<Shard> shards = List.of(TinyRecipes.shard(steady, 10, 1));
    Interval uneven = new Scheduled(List.of(new Change(2, 1), new Change(3, 7)));

    GanState cut = train(settings(steady, uneven, 1, 3), shards, new RecordingPorts()).state();
    GanState whole =
        train(settings(steady, new Interval.Constant(), 1, 3), shards, new RecordingPorts())
            .state();

    assertThat(cut.steps()).isEqualTo(whole.steps()).isEqualTo(12);
    assertThat(cut.sha256()).isEqualTo(whole.sha256());
  }

  @Test
  void anAdaptiveIntervalShortensAndLengthensAndAResumedRunHasTheSameBits() {
    Adaptive adaptive = bothWays();
    Checkpoint straight = run(adaptive, ports);

    assertThat(lengths().subList(0, 4)).containsExactly(FIRST, FIRST, 2 * FIRST, FIRST);
    for (int stopped = 0; stopped < ROUNDS; stopped++) {
      Settings settings = settings(RECIPE, adaptive, 2, ROUNDS);
      Checkpoint resumed =
          loop(settings, new InProcessRoundRunner(settings, shards()), ports)
              .train(ports.committed().get(stopped));
      assertThat(resumed.state().sha256())
          .as("stopped after round %d", stopped)
          .isEqualTo(straight.state().sha256());
    }
    assertThat(ports.rounds("newest")).containsExactly(1, 2, 3, 4, 5);
  }

  @Test
  void runsOfKnownLengthsGoOnWithoutTheirRows() {
    Interval scheduled = new Scheduled(List.of(new Change(2, 1)));
    for (Interval interval : List.of(new Interval.Constant(), scheduled)) {
      Settings settings = settings(RECIPE, interval, 2, 2);
      run(interval, ports);
      loop(settings, new InProcessRoundRunner(settings, shards()), ports)
          .train(ports.committed().get(1));
    }

    assertThat(ports.rounds("newest")).isEmpty();
  }

  /** Bounds between the drifts of two rounds of {@link #FIRST} steps and one of twice as many. */
  private static Adaptive bothWays() {
    RecordingPorts probe = new RecordingPorts();
    run(new Scheduled(List.of(new Change(3, 2 * FIRST))), probe);
    double calm = Math.max(drift(probe, 1), drift(probe, 2));
    double wild = drift(probe, 3);
    assertThat(calm).isLessThan(wild);
    return new Adaptive(1, 16, (calm + 2 * wild) / 3, (2 * calm + wild) / 3, 2);
  }

  private static double drift(RecordingPorts ports, int round) {
    return ports.outcomes().get(round).drift().greater();
  }

  private List<Integer> lengths() {
    return ports.outcomes().values().stream().map(RoundOutcome::localSteps).toList();
  }

  private static Checkpoint run(Interval interval, RecordingPorts ports) {
    return train(settings(RECIPE, interval, 2, ROUNDS), shards(), ports);
  }

  private static Checkpoint train(Settings settings, List<Shard> shards, RecordingPorts ports) {
    TrainingLoop loop = loop(settings, new InProcessRoundRunner(settings, shards), ports);
    return loop.train(loop.begin());
  }

  private static TrainingLoop loop(Settings settings, RoundRunner runner, RecordingPorts ports) {
    return new TrainingLoop(
        settings,
        runner,
        ports,
        ports,
        ports,
        SampleAppraiser.none(),
        RoundEvaluations.none(),
        ports,
        () -> false);
  }

  private static List<Shard> shards() {
    return List.of(TinyRecipes.shard(RECIPE, 10, 1), TinyRecipes.shard(RECIPE, 9, 2));
  }

  private static Settings settings(Recipe recipe, Interval interval, int workers, int rounds) {
    return new Settings(
        recipe,
        new Settings.Data("none", 0, Partition.IID),
        new Settings.Training(OptionalInt.of(workers), FIRST, rounds, OptionalDouble.empty(), 42),
        new Averaging(Weights.SHARD_SIZE, UpdaterState.AVERAGE, interval),
        new Settings.Ema(0, true),
        new Settings.Checkpoint(1, 2),
        new Settings.Samples(1, 4, 2),
        new Settings.Metrics(0),
        Evaluations.off(),
        Computes.USUAL);
  }
}
