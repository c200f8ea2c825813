package io.sparkgan.gan;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkgan.Computes;
import io.sparkgan.TinyRecipes;
import io.sparkgan.config.Compute;
import io.sparkgan.config.Recipe;
import io.sparkgan.config.Recipe.Latent.ForGenerator;
import io.sparkgan.config.SeedSequence;
import io.sparkgan.config.Updates;
import io.sparkgan.data.Shard;
import io.sparkgan.gan.LocalResult.Divergence;
import io.sparkgan.state.GanState;
import io.sparkgan.state.Section;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.factory.Nd4j;

/** A recipe with every kind of layer, batch norm in both networks, and dropout. */
final class LocalTrainerTest {
  private static final Recipe RECIPE =
      TinyRecipes.convolutional(Updates.Plan.JOINT, ForGenerator.FRESH);
  private static final SeedSequence SEEDS = new SeedSequence(42);
  private static final GanState START = InitialState.of(RECIPE, SEEDS);
  private static final Shard SHARD = TinyRecipes.shard(RECIPE, 10, 1);
  private static final LocalTask TASK = new LocalTask(3, 1, 2, 4, SEEDS, START, SHARD);

  static Stream<Arguments> plans() {
    return Computes.here()
        .flatMap(
            compute -> Stream.of(Updates.Plan.values()).map(plan -> Arguments.of(compute, plan)));
  }

  @ParameterizedTest
  @MethodSource("plans")
  void aTrainerKeepsNothingBetweenTasks(Compute compute, Updates.Plan plan) {
    Recipe recipe = TinyRecipes.convolutional(plan, ForGenerator.REUSE);
    GanState start = InitialState.of(recipe, SEEDS);
    LocalTask task = new LocalTask(3, 1, 2, 4, SEEDS, start, SHARD);
    LocalTrainer trainer = new LocalTrainer(recipe, compute);
    String first = trainer.train(task).state().sha256();
    trainer.train(new LocalTask(9, 0, 2, 2, new SeedSequence(7), start, SHARD));

    assertThat(trainer.train(task).state().sha256()).isEqualTo(first);
    assertThat(new LocalTrainer(recipe, compute).train(task).state().sha256()).isEqualTo(first);
  }

  static Stream<Arguments> methods() {
    return Computes.here()
        .flatMap(
            compute ->
                Stream.of(
                        "recipe.regularisation.spectralNorm=true",
                        "recipe.regularisation={weightClip=0.1}",
                        "recipe.regularisation.gradientPenalty=r1",
                        "recipe={latent.bank=20,batch.drawing=in-order}",
                        "recipe.labels={smoothing=noisy,flip=0.2}",
                        "recipe={updates={plan=separate,discriminatorOptimisers=per-target},"
                            + "batch.perUpdate=3}",
                        "recipe.updates={generatorTurn=both,counter=shared,biasCorrection=per-turn}",
                        "recipe={conditional=true,packing=2}")
                    .filter(method -> fits(method, compute))
                    .map(method -> Arguments.of(compute, method)));
  }

  private static boolean fits(String method, Compute compute) {
    return compute.precision() == Compute.Precision.F32 || !method.contains("gradientPenalty");
  }

  @ParameterizedTest
  @MethodSource("methods")
  void neitherDoesOneWithOtherMethods(Compute compute, String method) {
    Recipe recipe = TinyRecipes.configured(method);
    Shard shard = TinyRecipes.shard(recipe, 10, 1);
    LocalTask task = new LocalTask(3, 1, 2, 4, SEEDS, InitialState.of(recipe, SEEDS), shard);
    LocalTrainer trainer = new LocalTrainer(recipe, compute);
    String first = trainer.train(task).state().sha256();
    trainer.train(
        new LocalTask(9, 0, 2, 2, new SeedSequence(7), InitialState.of(recipe, SEEDS), shard));

    assertThat(trainer.train(task).state().sha256()).isEqualTo(first);
    assertThat(new LocalTrainer(recipe, compute).train(task).state().sha256()).isEqualTo(first);
  }

  /** As Spark has it: a thread ends a task, and another has the same trainer for the next. */
  @ParameterizedTest
  @MethodSource("io.sparkgan.Computes#here")
  void aTrainerGoesFromThreadToThread(Compute compute) throws InterruptedException {
    LocalTrainer trainer = new LocalTrainer(RECIPE, compute);
    String here = sha256(trainer);

    for (int i = 0; i < 3; i++) {
      List<String> elsewhere = new ArrayList<>();
      Thread thread = new Thread(() -> elsewhere.add(sha256(trainer)));
      thread.start();
      thread.join();
      assertThat(elsewhere).containsExactly(here);
    }
    assertThat(sha256(trainer)).isEqualTo(here);
  }

  @ParameterizedTest
  @MethodSource("io.sparkgan.Computes#here")
  void trainersSideBySideDoNotDisturbEachOther(Compute compute) {
    String alone = sha256(new LocalTrainer(RECIPE, compute));
    CyclicBarrier start = new CyclicBarrier(2);
    Supplier<List<String>> ten =
        () -> {
          LocalTrainer trainer = new LocalTrainer(RECIPE, compute);
          meet(start);
          return Stream.generate(() -> sha256(trainer)).limit(10).toList();
        };

    var executor = Executors.newFixedThreadPool(2);
    try {
      var one = CompletableFuture.supplyAsync(ten, executor);
      var other = CompletableFuture.supplyAsync(ten, executor);
      assertThat(one.join()).containsOnly(alone);
      assertThat(other.join()).containsOnly(alone);
    } finally {
      executor.shutdown();
    }
  }

  private static String sha256(LocalTrainer trainer) {
    return trainer.train(TASK).state().sha256();
  }

  private static void meet(CyclicBarrier barrier) {
    try {
      barrier.await(1, TimeUnit.MINUTES);
    } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
      throw new IllegalStateException(e);
    }
  }

  @ParameterizedTest
  @MethodSource("io.sparkgan.Computes#here")
  void theGeneratorOfTheThreadHasNoPart(Compute compute) {
    LocalTrainer trainer = new LocalTrainer(RECIPE, compute);
    String first = trainer.train(TASK).state().sha256();
    Nd4j.getRandom().setSeed(99);

    assertThat(trainer.train(TASK).state().sha256()).isEqualTo(first);
  }

  @ParameterizedTest
  @MethodSource("io.sparkgan.Computes#here")
  void shardRoundWorkerSeedAndStartAllCount(Compute compute) {
    LocalTrainer trainer = new LocalTrainer(RECIPE, compute);
    GanState otherStart = InitialState.of(RECIPE, new SeedSequence(1));
    List<LocalTask> tasks =
        List.of(
            TASK,
            new LocalTask(3, 1, 2, 4, SEEDS, START, TinyRecipes.shard(RECIPE, 10, 2)),
            new LocalTask(4, 1, 2, 4, SEEDS, START, SHARD),
            new LocalTask(3, 0, 2, 4, SEEDS, START, SHARD),
            new LocalTask(3, 1, 2, 4, new SeedSequence(43), START, SHARD),
            new LocalTask(3, 1, 2, 4, SEEDS, otherStart, SHARD));

    assertThat(tasks)
        .extracting(task -> trainer.train(task).state().sha256())
        .doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @MethodSource("io.sparkgan.Computes#here")
  void countersAndMetricsGoOnFromTheStart(Compute compute) {
    GanState start =
        new GanState(
            START.layout(),
            List.of(START.values(0), START.values(1), START.values(2), START.values(3)),
            100,
            20);

    LocalResult result =
        new LocalTrainer(RECIPE, compute).train(new LocalTask(3, 1, 2, 4, SEEDS, start, SHARD));

    assertThat(result.state().steps()).isEqualTo(104);
    assertThat(result.state().updaterSteps()).isEqualTo(24);
    assertThat(result.state().layout()).isEqualTo(START.layout());
    assertThat(result.steps())
        .extracting(StepMetrics::step)
        .containsExactly(101L, 102L, 103L, 104L);
    assertThat(result.divergence()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("io.sparkgan.Computes#here")
  void theTaskIsLeftAsItWas(Compute compute) {
    String before = START.sha256();
    new LocalTrainer(RECIPE, compute).train(TASK);

    assertThat(START.sha256()).isEqualTo(before);
  }

  @ParameterizedTest
  @MethodSource("io.sparkgan.Computes#here")
  void aDiscriminatorThatOverflowsIsNamedAfterTheStepThatShowedIt(Compute compute) {
    LocalResult result = train(compute, Updates.Plan.JOINT, "discriminator/parameters", 1e38f);

    assertThat(result.divergence()).contains(new Divergence("discriminator", 1));
    assertThat(result.steps()).hasSize(1);
  }

  @ParameterizedTest
  @MethodSource("io.sparkgan.Computes#here")
  void aGeneratorThatIsNotANumberIsNamed(Compute compute) {
    // Batch norm would spread it to the verdicts on real images in the same batch.
    LocalResult result = train(compute, Updates.Plan.SEPARATE, "generator/parameters", Float.NaN);

    assertThat(result.divergence()).contains(new Divergence("generator", 1));
  }

  @ParameterizedTest
  @MethodSource("io.sparkgan.Computes#here")
  void anEnormousRateDivergesWithinTwoSteps(Compute compute) {
    Recipe recipe =
        TinyRecipes.convolutional(
            Updates.Plan.JOINT, ForGenerator.FRESH, TinyRecipes.adam(1e30, .5, .999, 1e-8));

    LocalResult result = new LocalTrainer(recipe, compute).train(TASK);

    assertThat(result.divergence()).isPresent();
    assertThat(result.divergence().orElseThrow().step()).isLessThanOrEqualTo(2);
    assertThat(result.steps()).hasSizeLessThanOrEqualTo(2);
  }

  /** A round of a start state one of whose sections holds one value only. */
  private static LocalResult train(Compute compute, Updates.Plan plan, String broken, float value) {
    List<float[]> values = new ArrayList<>();
    for (Section section : START.layout().sections()) {
      values.add(START.values(section.name()).clone());
    }
    Arrays.fill(values.get(START.layout().index(broken)), value);
    GanState state = new GanState(START.layout(), values, 0, 0);
    Recipe recipe = TinyRecipes.convolutional(plan, ForGenerator.FRESH);
    return new LocalTrainer(recipe, compute).train(new LocalTask(1, 0, 2, 4, SEEDS, state, SHARD));
  }
}
