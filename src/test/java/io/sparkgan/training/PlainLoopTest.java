package io.sparkgan.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkgan.Computes;
import io.sparkgan.TinyRecipes;
import io.sparkgan.config.Recipe;
import io.sparkgan.config.Recipe.Latent.ForGenerator;
import io.sparkgan.config.SeedSequence;
import io.sparkgan.config.Updates;
import org.junit.jupiter.api.Test;

/** The plain loop counts what it trains, and asks for as many steps as fill the time. */
class PlainLoopTest {
  /** 4 real images a step. */
  private static final Recipe RECIPE =
      TinyRecipes.convolutional(Updates.Plan.JOINT, ForGenerator.REUSE);

  private final PlainLoop loop =
      new PlainLoop(RECIPE, Computes.USUAL, new SeedSequence(1), TinyRecipes.shard(RECIPE, 20, 1));

  @Test
  void realImagesAreCountedOnceAStep() {
    Timing timing = loop.train(6);

    assertThat(timing.images()).isEqualTo(24);
    assertThat(timing.seconds()).isPositive();
    assertThat(timing.imagesPerSecond()).isEqualTo(24 / timing.seconds());
  }

  @Test
  void warmUpTellsHowManyStepsTakeSoLong() {
    int steps = loop.warmUp(.2);

    // Machines falter: any order of magnitude would show a wrong unit.
    assertThat(loop.train(steps).seconds()).isBetween(.02, 2.);
  }

  @Test
  void warmUpAsksForAtLeastOneStep() {
    assertThat(loop.warmUp(1e-9)).isOne();
  }
}
