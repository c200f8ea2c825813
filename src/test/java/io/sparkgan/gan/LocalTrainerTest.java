package io.sparkgan.gan;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.factory.Nd4j;

/** A recipe with every kind of layer, batch norm in both networks, and dropout. */
final class LocalTrainerTest {
  private static final Recipe RECIPE =
      TinyRecipes.convolutional(Updates.Plan.JOINT, ForGenerator.FRESH);
  private static final SeedSequence SEEDS = new SeedSequence(42);
  private static final GanState START = InitialState.of(RECIPE, SEEDS);
  private static final Shard SHARD = TinyRecipes.shard(RECIPE, 10, 1);
  private static final LocalTask TASK = new LocalTask(3, 1, 2, 4, SEEDS, START, SHARD);

  @ParameterizedTest
  @EnumSource
  void aTrainerKeepsNothingBetweenTasks(Updates.Plan plan) {
    Recipe recipe = TinyRecipes.convolutional(plan, ForGenerator.REUSE);
    GanState start = InitialState.of(recipe, SEEDS);
    LocalTask task = new LocalTask(3, 1, 2, 4, SEEDS, start, SHARD);
    LocalTrainer trainer = new LocalTrainer(recipe, Compute.PORTABLE);
    String first = trainer.train(task).state().sha256();
    trainer.train(new LocalTask(9, 0, 2, 2, new SeedSequence(7), start, SHARD));

    assertThat(trainer.train(task).state().sha256()).isEqualTo(first);
    assertThat(new LocalTrainer(recipe, Compute.PORTABLE).train(task).state().sha256())
        .isEqualTo(first);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "recipe.regularisation.spectralNorm=true",
        "recipe.regularisation.gradientPenalty=r1",
        "recipe={latent.bank=20,batch.drawing=in-order}",
        "recipe.labels={smoothing=noisy,flip=0.2}",
        "recipe={updates={plan=separate,discriminatorOptimisers=per-target},batch.perUpdate=3}",
        "recipe.updates={generatorTurn=both,counter=shared,biasCorrection=per-turn}",
        "recipe={conditional=true,packing=2}"
      })
  void neitherDoesOneWithOtherMethods(String method) {
    Recipe recipe = TinyRecipes.configured(method);
    Shard shard = TinyRecipes.shard(recipe, 10, 1);
    LocalTask task = new LocalTask(3, 1, 2, 4, SEEDS, InitialState.of(recipe, SEEDS), shard);
    LocalTrainer trainer = new LocalTrainer(recipe, Compute.PORTABLE);
    String first = trainer.train(task).state().sha256();
    trainer.train(
        new LocalTask(9, 0, 2, 2, new SeedSequence(7), InitialState.of(recipe, SEEDS), shard));

    assertThat(trainer.train(task).state().sha256()).isEqualTo(first);
    assertThat(new LocalTrainer(recipe, Compute.PORTABLE).train(task).state().sha256())
        .isEqualTo(first);
  }

  @Test
  void otherThreadsGiveTheSameBits() {
    LocalTrainer trainer = new LocalTrainer(RECIPE, Compute.PORTABLE);
    String here = trainer.train(TASK).state().sha256();

    var executor = Executors.newFixedThreadPool(2);
    try {
      // The same trainer elsewhere, and next to it a new one at the same time.
      var moved =
          CompletableFuture.supplyAsync(() -> trainer.train(TASK).state().sha256(), executor);
      var fresh =
          CompletableFuture.supplyAsync(
              () -> new LocalTrainer(RECIPE, Compute.PORTABLE).train(TASK).state().sha256(),
              executor);
      assertThat(moved.join()).isEqualTo(here);
      assertThat(fresh.join()).isEqualTo(here);
    } finally {
      executor.shutdown();
    }
    assertThat(trainer.train(TASK).state().sha256()).isEqualTo(here);
  }

  @Test
  void theGeneratorOfTheThreadHasNoPart() {
    LocalTrainer trainer = new LocalTrainer(RECIPE, Compute.PORTABLE);
    String first = trainer.train(TASK).state().sha256();
    Nd4j.getRandom().setSeed(99);

    assertThat(trainer.train(TASK).state().sha256()).isEqualTo(first);
  }

  @Test
  void shardRoundWorkerSeedAndStartAllCount() {
    LocalTrainer trainer = new LocalTrainer(RECIPE, Compute.PORTABLE);
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

  @Test
  void countersAndMetricsGoOnFromTheStart() {
    GanState start =
        new GanState(
            START.layout(),
            List.of(START.values(0), START.values(1), START.values(2), START.values(3)),
            100,
            20);

    LocalResult result =
        new LocalTrainer(RECIPE, Compute.PORTABLE)
            .train(new LocalTask(3, 1, 2, 4, SEEDS, start, SHARD));

    assertThat(result.state().steps()).isEqualTo(104);
    assertThat(result.state().updaterSteps()).isEqualTo(24);
    assertThat(result.state().layout()).isEqualTo(START.layout());
    assertThat(result.steps())
        .extracting(StepMetrics::step)
        .containsExactly(101L, 102L, 103L, 104L);
    assertThat(result.divergence()).isEmpty();
  }

  @Test
  void theTaskIsLeftAsItWas() {
    String before = START.sha256();
    new LocalTrainer(RECIPE, Compute.PORTABLE).train(TASK);

    assertThat(START.sha256()).isEqualTo(before);
  }

  @Test
  void aDiscriminatorThatOverflowsIsNamedAfterTheStepThatShowedIt() {
    LocalResult result = train(Updates.Plan.JOINT, "discriminator/parameters", 1e38f);

    assertThat(result.divergence()).contains(new Divergence("discriminator", 1));
    assertThat(result.steps()).hasSize(1);
  }

  @Test
  void aGeneratorThatIsNotANumberIsNamed() {
    // Batch norm would spread it to the verdicts on real images in the same batch.
    LocalResult result = train(Updates.Plan.SEPARATE, "generator/parameters", Float.NaN);

    assertThat(result.divergence()).contains(new Divergence("generator", 1));
  }

  @Test
  void anEnormousRateDivergesWithinTwoSteps() {
    Recipe recipe =
        TinyRecipes.convolutional(
            Updates.Plan.JOINT, ForGenerator.FRESH, TinyRecipes.adam(1e30, .5, .999, 1e-8));

    LocalResult result = new LocalTrainer(recipe, Compute.PORTABLE).train(TASK);

    assertThat(result.divergence()).isPresent();
    assertThat(result.divergence().orElseThrow().step()).isLessThanOrEqualTo(2);
    assertThat(result.steps()).hasSizeLessThanOrEqualTo(2);
  }

  /** A round of a start state one of whose sections holds one value only. */
  private static LocalResult train(Updates.Plan plan, String broken, float value) {
    List<float[]> values = new ArrayList<>();
    for (Section section : START.layout().sections()) {
      values.add(START.values(section.name()).clone());
    }
    Arrays.fill(values.get(START.layout().index(broken)), value);
    GanState state = new GanState(START.layout(), values, 0, 0);
    Recipe recipe = TinyRecipes.convolutional(plan, ForGenerator.FRESH);
    return new LocalTrainer(recipe, Compute.PORTABLE)
        .train(new LocalTask(1, 0, 2, 4, SEEDS, state, SHARD));
  }
}
