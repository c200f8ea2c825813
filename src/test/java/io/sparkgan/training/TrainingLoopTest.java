package io.sparkgan.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import io.sparkgan.Computes;
import io.sparkgan.Evaluations;
import io.sparkgan.TinyRecipes;
import io.sparkgan.config.Interval;
import io.sparkgan.config.Partition;
import io.sparkgan.config.Recipe;
import io.sparkgan.config.Recipe.Latent.ForGenerator;
import io.sparkgan.config.Settings;
import io.sparkgan.config.Settings.Averaging;
import io.sparkgan.config.Settings.Averaging.UpdaterState;
import io.sparkgan.config.Settings.Averaging.Weights;
import io.sparkgan.config.Updates;
import io.sparkgan.gan.ImageGenerator;
import io.sparkgan.gan.Samples;
import io.sparkgan.state.GanState;
import io.sparkgan.state.Layout;
import io.sparkgan.state.Section;
import io.sparkgan.training.CheckpointStore.Checkpoint;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Real rounds of two workers in this process, and ports that only write down what they are told.
 */
final class TrainingLoopTest {
  private static final Recipe QUICK =
      TinyRecipes.configured(
          "recipe.generator.optimiser.rate=0.01", "recipe.discriminator.optimiser.rate=0.01");

  private final RecordingPorts ports = new RecordingPorts();

  @Test
  void aResumedRunHasTheSameAverageOfItsGenerator() {
    Settings.Ema ema = new Settings.Ema(.6, true);
    Settings whole = with(ema, settings(3, 1, 1));
    Checkpoint straight = run(whole, new RecordingPorts());

    run(with(ema, settings(2, 1, 1)), ports);
    Checkpoint resumed = loop(whole, runner(whole), ports).train(ports.latest().orElseThrow());

    assertThat(resumed.state().sha256()).isEqualTo(straight.state().sha256());
    assertThat(resumed.state().average()).isPresent();
  }

  @Test
  void theAverageIsThatOfTheCommittedGeneratorsAndTrainingDoesNotKnowOfIt() {
    Settings settings = with(new Settings.Ema(.6, true), settings(3, 1, 1));
    List<Layout> given = new ArrayList<>();
    RoundRunner real = runner(settings);
    RoundRunner runner =
        (round, localSteps, state) -> {
          given.add(state.layout());
          return real.run(round, localSteps, state);
        };
    TrainingLoop loop = loop(settings, runner, ports);
    Checkpoint last = loop.train(loop.begin());

    Checkpoint plain = run(settings(3, 1, 1), new RecordingPorts());
    assertThat(last.state().withoutAverage().sha256()).isEqualTo(plain.state().sha256());
    assertThat(given).containsOnly(plain.state().layout());
    // d_r is 0, 1/2, .6.
    float[] average = last.state().average().orElseThrow();
    for (int i = 0; i < average.length; i++) {
      double mean = (generator(1)[i] + generator(2)[i]) / 2.0;
      mean = .6 * mean + .4 * generator(3)[i];
      assertThat((double) average[i]).isCloseTo(mean, within(1e-6));
    }
  }

  @Test
  void gridsShowTheAverageOnlyIfAsked() {
    RecordingPorts latest = new RecordingPorts();
    RecordingPorts plain = new RecordingPorts();
    run(with(new Settings.Ema(.6, true), settings(2, 1, 1)), ports);
    run(with(new Settings.Ema(.6, false), settings(2, 1, 1)), latest);
    run(settings(2, 1, 1), plain);

    for (int round = 0; round <= 2; round++) {
      assertThat(pixels(latest, round)).isDeepEqualTo(pixels(plain, round));
    }
    assertThat(pixels(ports, 0)).isDeepEqualTo(pixels(plain, 0));
    assertThat(pixels(ports, 1)).isDeepEqualTo(pixels(plain, 1));
    assertThat(pixels(ports, 2)[0]).isNotEqualTo(pixels(plain, 2)[0]);
    ImageGenerator generator = new ImageGenerator(settings(2, 1, 1).recipe(), Computes.USUAL);
    generator.load(ports.committed().get(2).state().withAverageAsGenerator());
    Samples shown = ports.samples().get(2);
    for (Samples.Sample image : shown.images()) {
      assertThat(generator.generate(image.latent(), new int[0]).images().get(0).pixels())
          .isEqualTo(image.pixels());
    }
  }

  @ParameterizedTest
  @EnumSource
  void aResumedRunHasTheBitsOfOneThatWasNeverStopped(UpdaterState updaterState) {
    Recipe recipe = TinyRecipes.convolutional(Updates.Plan.JOINT, ForGenerator.FRESH);
    Settings whole = settings(recipe, 4, 1, 4, updaterState);
    Checkpoint straight = run(whole, new RecordingPorts());

    Checkpoint half = run(settings(recipe, 2, 1, 2, updaterState), ports);
    Checkpoint resumed = loop(whole, runner(whole), ports).train(ports.latest().orElseThrow());

    assertThat(half.round()).isEqualTo(2);
    assertThat(resumed.round()).isEqualTo(4);
    assertThat(resumed.state().sha256())
        .isEqualTo(straight.state().sha256())
        .isNotEqualTo(half.state().sha256());
    assertThat(resumed.state().steps()).isEqualTo(4 * 3);
    assertThat(resumed.state().updaterSteps())
        .isEqualTo(updaterState == UpdaterState.AVERAGE ? 4 * 3 : 0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "recipe.conditional=true",
        "recipe.updates.discriminatorSteps=2",
        // Ends within the second round, before which the run is stopped.
        "recipe.updates.discriminatorWarmUp=4",
        "recipe.updates.counter=shared",
        "recipe.updates.plan=separate recipe.updates.discriminatorOptimisers=per-target",
        "recipe.updates.generatorTurn=both",
        "recipe.latent.bank=7 recipe.batch.drawing=in-order",
        "recipe.labels.smoothing=noisy",
        "recipe.regularisation.spectralNorm=true averaging.updaterState=reset"
      })
  void everyMethodResumesToTheSameBits(String sets) {
    List<String> all = new ArrayList<>(List.of(sets.split(" ")));
    UpdaterState updaterState =
        all.remove("averaging.updaterState=reset") ? UpdaterState.RESET : UpdaterState.AVERAGE;
    Recipe recipe = TinyRecipes.configured(all.toArray(String[]::new));
    Settings whole = settings(recipe, 2, 1, 2, updaterState);
    Checkpoint straight = run(whole, ports);

    Checkpoint stopped = ports.committed().get(1);
    Checkpoint resumed = loop(whole, runner(whole), new RecordingPorts()).train(stopped);

    assertThat(resumed.state().sha256())
        .isEqualTo(straight.state().sha256())
        .isNotEqualTo(stopped.state().sha256());
  }

  @Test
  void aFinishedRunIsLeftAlone() {
    Settings settings = settings(2, 1, 1);
    Checkpoint finished = run(settings, ports);
    int calls = ports.calls().size();

    Checkpoint again = loop(settings, runner(settings), ports).train(finished);

    assertThat(again).isEqualTo(finished);
    assertThat(ports.calls()).hasSize(calls);
  }

  @Test
  void checkpointsAndSamplesComeWhenDueAndInTheLastRound() {
    run(settings(7, 3, 2), ports);

    assertThat(ports.rounds("commit")).containsExactly(0, 3, 6, 7);
    assertThat(ports.rounds("prepare")).containsExactly(0, 3, 6, 7);
    assertThat(ports.rounds("samples")).containsExactly(0, 2, 4, 6, 7);
    assertThat(ports.rounds("details")).containsExactly(1, 2, 3, 4, 5, 6, 7);
    assertThat(ports.rounds("row")).containsExactly(1, 2, 3, 4, 5, 6, 7);
    assertThat(ports.rounds("progress")).containsExactly(1, 2, 3, 4, 5, 6, 7);
  }

  @Test
  void theCommitComesAfterAllThatBelongsToTheRound() {
    run(settings(2, 2, 2), ports);

    assertThat(ports.calls())
        .containsExactly(
            "samples 0",
            "prepare 0",
            "commit 0",
            "close 0",
            "details 1",
            "row 1",
            "progress 1",
            "samples 2",
            "details 2",
            "prepare 2",
            "row 2",
            "commit 2",
            "close 2",
            "progress 2");
  }

  @Test
  void aStopRequestCommitsTheCurrentRoundThoughNoneIsDue() {
    Settings settings = settings(9, 5, 5);
    // True once the second round is under way.
    BooleanSupplier stop = () -> ports.rounds("row").contains(1);
    TrainingLoop loop = loop(settings, runner(settings), ports, stop);
    Checkpoint stopped = loop.train(loop.begin());

    assertThat(stopped.round()).isEqualTo(2);
    assertThat(ports.rounds("commit")).containsExactly(0, 2);
    assertThat(ports.committed().get(2).state()).isSameAs(stopped.state());
    assertThat(ports.rounds("row")).containsExactly(1, 2);
  }

  @Test
  void aStopRequestBeforeTheFirstRoundTrainsNothing() {
    Settings settings = settings(9, 5, 5);
    TrainingLoop loop = loop(settings, runner(settings), ports, () -> true);
    Checkpoint begun = loop.begin();

    assertThat(loop.train(begun)).isEqualTo(begun);
    assertThat(ports.rounds("details")).isEmpty();
  }

  @Test
  void theBitsOfARunDoNotDependOnItsCheckpointsSamplesOrStops() {
    String often = run(settings(3, 1, 1), new RecordingPorts()).state().sha256();

    assertThat(run(settings(3, 3, 3), ports).state().sha256()).isEqualTo(often);
  }

  @Test
  void aWorkerThatDivergesIsNamedAndItsRoundIsNeverRecorded() {
    Recipe wild =
        TinyRecipes.convolutional(
            Updates.Plan.JOINT, ForGenerator.FRESH, TinyRecipes.adam(1e30, .5, .999, 1e-8));
    Settings settings = settings(wild, 5, 1, 1, UpdaterState.AVERAGE);
    TrainingLoop loop = loop(settings, runner(settings), ports);
    Checkpoint begun = loop.begin();

    assertThatExceptionOfType(DivergedException.class)
        .isThrownBy(() -> loop.train(begun))
        .withMessageMatching(
            "Training diverged: the (generator|discriminator) of worker 0 is not finite"
                + " after step [12] \\(round 1\\)");
    assertThat(ports.calls()).containsExactly("samples 0", "prepare 0", "commit 0", "close 0");
  }

  @Test
  void anAverageThatIsNotFiniteIsNeverRecorded() {
    Settings settings = settings(5, 1, 1);
    RoundRunner broken =
        (round, localSteps, state) -> {
          RoundOutcome sound = runner(settings).run(round, localSteps, state);
          return round < 2 ? sound : withState(sound, infinite(sound.state()));
        };
    TrainingLoop loop = loop(settings, broken, ports);
    Checkpoint begun = loop.begin();

    assertThatExceptionOfType(DivergedException.class)
        .isThrownBy(() -> loop.train(begun))
        .withMessage(
            "Training diverged: the average of discriminator/parameters over all workers is not"
                + " finite after step 6 (round 2)");
    assertThat(ports.rounds("commit")).containsExactly(0, 1);
    assertThat(ports.outcomes()).containsOnlyKeys(1);
    assertThat(ports.rounds("row")).containsExactly(1);
    assertThat(ports.rounds("samples")).containsExactly(0, 1);
  }

  @Test
  void everyGridShowsTheSameLatents() {
    run(settings(2, 1, 1), ports);

    assertThat(ports.samples()).containsOnlyKeys(0, 1, 2);
    for (int image = 0; image < 4; image++) {
      float[] first = ports.samples().get(0).images().get(image).latent();
      assertThat(ports.samples().get(2).images().get(image).latent()).isEqualTo(first);
      assertThat(ports.samples().get(2).images().get(image).pixels())
          .isNotEqualTo(ports.samples().get(0).images().get(image).pixels());
    }
    assertThat(ports.samples().get(2).images()).hasSize(4);
  }

  private float[] generator(int round) {
    return ports.committed().get(round).state().values(Section.GENERATOR);
  }

  private static byte[][] pixels(RecordingPorts ports, int round) {
    return ports.samples().get(round).images().stream()
        .map(Samples.Sample::pixels)
        .toArray(byte[][]::new);
  }

  private static Settings with(Settings.Ema ema, Settings other) {
    return new Settings(
        other.recipe(),
        other.data(),
        other.training(),
        other.averaging(),
        ema,
        other.checkpoint(),
        other.samples(),
        other.metrics(),
        other.evaluation(),
        other.compute());
  }

  private static Checkpoint run(Settings settings, RecordingPorts ports) {
    TrainingLoop loop = loop(settings, runner(settings), ports);
    return loop.train(loop.begin());
  }

  private static TrainingLoop loop(Settings settings, RoundRunner runner, RecordingPorts ports) {
    return loop(settings, runner, ports, () -> false);
  }

  private static TrainingLoop loop(
      Settings settings, RoundRunner runner, RecordingPorts ports, BooleanSupplier stop) {
    return new TrainingLoop(
        settings,
        runner,
        ports,
        ports,
        ports,
        SampleAppraiser.none(),
        RoundEvaluations.none(),
        ports,
        stop);
  }

  private static RoundRunner runner(Settings settings) {
    return new InProcessRoundRunner(
        settings,
        List.of(
            TinyRecipes.shard(settings.recipe(), 10, 1),
            TinyRecipes.shard(settings.recipe(), 9, 2)));
  }

  private static Settings settings(int rounds, int checkpointEvery, int samplesEvery) {
    return settings(QUICK, rounds, checkpointEvery, samplesEvery, UpdaterState.AVERAGE);
  }

  /** Two workers, three local steps a round, four images in a grid. */
  private static Settings settings(
      Recipe recipe, int rounds, int checkpointEvery, int samplesEvery, UpdaterState updaterState) {
    return new Settings(
        recipe,
        new Settings.Data("none", 0, Partition.IID),
        new Settings.Training(OptionalInt.of(2), 3, rounds, OptionalDouble.empty(), 42),
        new Averaging(Weights.SHARD_SIZE, updaterState, new Interval.Constant()),
        new Settings.Ema(0, true),
        new Settings.Checkpoint(checkpointEvery, 2),
        new Settings.Samples(samplesEvery, 4, 2),
        new Settings.Metrics(0),
        Evaluations.off(),
        Computes.USUAL);
  }

  private static GanState infinite(GanState state) {
    float[] broken = state.values("discriminator/parameters").clone();
    broken[broken.length - 1] = Float.POSITIVE_INFINITY;
    return new GanState(
        state.layout(),
        Arrays.asList(state.values(0), state.values(1), broken, state.values(3)),
        state.steps(),
        state.updaterSteps());
  }

  private static RoundOutcome withState(RoundOutcome outcome, GanState state) {
    return new RoundOutcome(state, outcome.workers(), 0, 0, 0, 0, 0);
  }
}
