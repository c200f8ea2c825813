package io.sparkgan.gan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sparkgan.TinyRecipes;
import io.sparkgan.config.Compute;
import io.sparkgan.config.Compute.Backend;
import io.sparkgan.config.Compute.Precision;
import io.sparkgan.config.Recipe;
import io.sparkgan.config.SeedSequence;
import io.sparkgan.config.SettingsReader;
import io.sparkgan.config.SettingsSources;
import io.sparkgan.gan.LocalStep.StepVerdicts;
import io.sparkgan.nn.Layers;
import io.sparkgan.nn.OneDnn;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.cpu.nativecpu.bindings.Nd4jCpu;

/** The first local step makes all native memory; what a worker reports is what it then has. */
final class SteadyStateAllocatesNothingTest {
  private static final int STEPS = 10;

  /** ND4J's own operations leave their arguments, a few hundred bytes each, to the collector. */
  private static final long ARGUMENTS_PER_STEP = 8 << 10;

  /** As it does a number now and then that is no array's part. */
  private static final long SCALARS_PER_STEP = 256;

  /** In a step it sees batches of two sizes. */
  private static final String DROPOUT =
      "discriminator.layers=["
          + "{type=convolution,filters=8,kernel=5,stride=2,padding=same},{type=leaky-relu,slope=0.2},"
          + "{type=dropout,rate=0.3},{type=flatten},"
          + "{type=dropout,rate=0.5},{type=dense,units=1}]";

  /** One of its convolutions is by spectra. */
  private static final String SPECTRA =
      "discriminator.layers=["
          + "{type=convolution,filters=32,kernel=4,stride=4,padding=same},{type=tanh},"
          + "{type=convolution,filters=64,kernel=5,stride=1,padding=same},{type=tanh},"
          + "{type=flatten},{type=dense,units=1}]";

  private static final SeedSequence SEEDS = new SeedSequence(1);

  @AfterEach
  void freeArenas() {
    StepMemory.release();
  }

  @ParameterizedTest
  @CsvSource({
    "F32, objective=non-saturating",
    "BF16, objective=non-saturating",
    "F32, '" + DROPOUT + "'",
    "BF16, '" + DROPOUT + "'",
    "F32, '" + SPECTRA + "'",
    "BF16, '" + SPECTRA + "'",
    "F32, 'regularisation.gradientPenalty=r1," + DROPOUT + "'"
  })
  void afterTheFirstStep(Precision precision, String setting) {
    Steps steps = new Steps(precision, setting);
    steps.take(1);
    long layers = steps.networks.bytes();
    long arena = StepMemory.bytes();
    long arrays = arrays();
    long pointers = Pointer.totalBytes();

    steps.take(STEPS);

    assertThat(steps.networks.bytes()).as("layers").isEqualTo(layers);
    assertThat(StepMemory.bytes()).as("arena").isEqualTo(arena);
    assertThat(arrays() - arrays).as("arrays").isLessThan(STEPS * SCALARS_PER_STEP);
    assertThat(Pointer.totalBytes() - pointers)
        .as("pointers")
        .isLessThan(STEPS * ARGUMENTS_PER_STEP);
  }

  @ParameterizedTest
  @EnumSource(
      value = Precision.class,
      names = {"F32", "BF16"})
  void itsBytesAreThoseThatNd4jCounts(Precision precision) {
    long before = arraysWithoutGarbage();
    Steps steps = new Steps(precision, "objective=non-saturating");
    steps.take(2);

    long counted = arraysWithoutGarbage() - before;

    assertThat((double) steps.networks.bytes() / counted).isCloseTo(1, within(0.01));
  }

  /** Bytes of all arrays of this process outside arenas. */
  private static long arrays() {
    return Nd4jCpu.Environment.getInstance().getDeviceCounter(0);
  }

  /** The same when ND4J has freed what nobody holds, which it does in threads of its own. */
  private static long arraysWithoutGarbage() {
    AtomicLong last = new AtomicLong();
    await()
        .pollInterval(Duration.ofMillis(20))
        .during(Duration.ofMillis(1000))
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> {
              System.gc();
              long now = arrays();
              return now == last.getAndSet(now);
            });
    return last.get();
  }

  /** A worker's steps one after another. */
  private static final class Steps {
    private final GanNetworks networks;
    private final StepDraws inputs;
    private final LocalStep plan;
    private int taken;

    Steps(Precision precision, String setting) {
      assumeTrue(precision == Precision.F32 || OneDnn.computesBf16());
      Recipe recipe =
          SettingsReader.read(
                  SettingsSources.recipe("quick-dcgan")
                      .withSets(List.of("recipe={%s}".formatted(setting))))
              .settings()
              .recipe();
      networks = new GanNetworks(recipe, Layers.of(new Compute(Backend.ONEDNN, precision)));
      networks.initialise(recipe, SEEDS);
      networks.discriminator().network().seedDropout(1);
      LocalTask task =
          new LocalTask(
              1,
              0,
              1,
              1 + STEPS,
              SEEDS,
              InitialState.of(recipe, SEEDS),
              TinyRecipes.shard(recipe, 100, 1));
      inputs = new StepDraws(recipe, task, new PixelCodec(recipe.pixels()));
      plan = LocalStep.of(recipe);
    }

    void take(int steps) {
      for (int i = 0; i < steps; i++) {
        long before = taken++;
        inputs.begin(before);
        assertThat(StepMemory.<StepVerdicts>during(() -> plan.run(networks, inputs, before)))
            .isNotNull();
      }
    }
  }
}
