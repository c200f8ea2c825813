package io.sparkgan.gan;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkgan.Computes;
import io.sparkgan.TinyRecipes;
import io.sparkgan.config.Recipe;
import io.sparkgan.config.SeedSequence;
import io.sparkgan.data.Shard;
import io.sparkgan.nn.Layers;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;

/** What is computed from the steps is what the optimisers count while they take them. */
final class UpdatesMadeTest {
  private static final int STEPS = 5;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "recipe.updates.plan=joint",
        "recipe.updates.plan=separate",
        "recipe.updates.discriminatorSteps=3",
        "recipe.updates.discriminatorWarmUp=2",
        "recipe.batch.perUpdate=3",
        "recipe.updates.counter=shared",
        "recipe.updates.first=generator",
        "recipe.updates.generatorTurn=both",
        "recipe.updates={plan=separate,discriminatorOptimisers=per-target}",
        "recipe.updates={plan=separate,counter=shared,discriminatorWarmUp=2,discriminatorSteps=2}",
        "recipe={updates.plan=separate,batch.perUpdate=3}",
        "recipe={updates.plan=simultaneous,latent.generatorTurn=reuse}"
      })
  void everyPlanCountsAsItUpdates(String plan) {
    Recipe recipe = TinyRecipes.configured(plan);
    GanNetworks networks = new GanNetworks(recipe, Layers.of(Computes.USUAL));
    networks.initialise(recipe, new SeedSequence(1));
    networks.generator().network().seedDropout(1);
    networks.discriminator().network().seedDropout(1);
    Shard shard = TinyRecipes.shard(recipe, 10, 1);
    LocalTask task =
        new LocalTask(
            1,
            0,
            1,
            STEPS,
            new SeedSequence(1),
            InitialState.of(recipe, new SeedSequence(1)),
            shard);
    StepDraws inputs = new StepDraws(recipe, task, new PixelCodec(recipe.pixels()));
    LocalStep step = LocalStep.of(recipe);

    for (int i = 0; i < STEPS; i++) {
      long before = i;
      inputs.begin(before);
      StepMemory.during(() -> step.run(networks, inputs, before));
    }
    StepMemory.release();

    UpdatesMade made = new UpdatesMade(recipe);
    for (String optimiser : made.optimisers()) {
      assertThat(networks.optimisers().count(optimiser).sinceStart())
          .as(optimiser)
          .isEqualTo(made.count(optimiser, STEPS))
          .isPositive();
    }
  }

  @Test
  void aStateThatWasResetCountsFromThenOn() {
    Recipe recipe = TinyRecipes.configured("recipe.updates={plan=separate,discriminatorWarmUp=8}");
    Optimisers optimisers = new Optimisers(recipe, 4, 4, DataType.FLOAT);

    optimisers.restoreCounts(10, 4);

    assertThat(
            List.of(
                optimisers.count(Optimisers.GENERATOR).sinceStart(),
                optimisers.count(Optimisers.GENERATOR).sinceZero(),
                optimisers.count(Optimisers.DISCRIMINATOR).sinceStart(),
                optimisers.count(Optimisers.DISCRIMINATOR).sinceZero()))
        .containsExactly(2L, 2L, 20L, 8L);
  }
}
