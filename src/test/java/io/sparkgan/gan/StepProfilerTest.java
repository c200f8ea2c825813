package io.sparkgan.gan;

import static io.sparkgan.gan.StepProfile.Phase.BACKWARD;
import static io.sparkgan.gan.StepProfile.Phase.FORWARD;
import static io.sparkgan.gan.StepProfile.Phase.UPDATE;
import static io.sparkgan.gan.StepProfile.Player.DISCRIMINATOR;
import static io.sparkgan.gan.StepProfile.Player.GENERATOR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sparkgan.Computes;
import io.sparkgan.TinyRecipes;
import io.sparkgan.config.Compute;
import io.sparkgan.config.Recipe;
import io.sparkgan.config.Recipe.Latent.ForGenerator;
import io.sparkgan.config.SeedSequence;
import io.sparkgan.config.Updates;
import io.sparkgan.gan.StepProfile.Part;
import io.sparkgan.gan.StepProfile.Pass;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A profile tells all that happens in a step, and how much arithmetic each part of it needs. */
class StepProfilerTest {
  private static final SeedSequence SEEDS = new SeedSequence(1);

  /** 4 real and 3 generated images; 4 x 4 pixels. */
  private static final Recipe RECIPE =
      TinyRecipes.convolutional(Updates.Plan.JOINT, ForGenerator.REUSE);

  private static final LocalTask TASK =
      new LocalTask(
          1, 0, 1, 20, SEEDS, InitialState.of(RECIPE, SEEDS), TinyRecipes.shard(RECIPE, 20, 1));

  private final LocalTrainer trainer = new LocalTrainer(RECIPE, Compute.PORTABLE);
  private final StepProfile profile =
      new StepProfiler(RECIPE, Compute.PORTABLE, trainer).profile(TASK);

  @Test
  void passesAreThoseOfTheStepInItsOrder() {
    assertThat(profile.parts().stream().map(Part::pass).distinct())
        .containsExactly(
            new Pass(DISCRIMINATOR, GENERATOR, FORWARD),
            new Pass(DISCRIMINATOR, DISCRIMINATOR, FORWARD),
            new Pass(DISCRIMINATOR, DISCRIMINATOR, BACKWARD),
            new Pass(DISCRIMINATOR, DISCRIMINATOR, UPDATE),
            new Pass(GENERATOR, DISCRIMINATOR, FORWARD),
            new Pass(GENERATOR, DISCRIMINATOR, BACKWARD),
            new Pass(GENERATOR, GENERATOR, BACKWARD),
            new Pass(GENERATOR, GENERATOR, UPDATE));
  }

  @Test
  void layersAreThoseOfTheRecipeAndBackwardTheyAreReversed() {
    assertThat(layers(new Pass(DISCRIMINATOR, GENERATOR, FORWARD)))
        .containsExactly(
            "dense 8, no bias",
            "batch-norm, momentum 0.9, epsilon 1e-5",
            "relu",
            "transposed-convolution 1, kernel 4, stride 2, padding 1",
            "tanh");
    assertThat(layers(new Pass(GENERATOR, DISCRIMINATOR, BACKWARD)))
        .containsExactly(
            "dense 1",
            "dropout 0.3",
            "leaky-relu 0.2",
            "batch-norm, momentum 0.9, epsilon 1e-5",
            "convolution 3, kernel 3, stride 2, same");
  }

  @Test
  void oneDnnsLayersStandForSeveral() {
    LocalTrainer usual = new LocalTrainer(RECIPE, Computes.USUAL);
    StepProfile fast = new StepProfiler(RECIPE, Computes.USUAL, usual).profile(TASK);

    if (Computes.USUAL.backend() == Compute.Backend.ONEDNN) {
      assertThat(layers(fast, new Pass(GENERATOR, DISCRIMINATOR, BACKWARD)))
          .containsExactly(
              "dense 1",
              "batch-norm, momentum 0.9, epsilon 1e-5 + leaky-relu 0.2 + dropout 0.3",
              "convolution 3, kernel 3, stride 2, same");
    }
    assertThat(fast.parts().stream().map(Part::pass).distinct())
        .containsExactlyElementsOf(profile.parts().stream().map(Part::pass).distinct().toList());
    assertThat(fast.gflop()).isCloseTo(profile.gflop(), within(1e-15));
  }

  @Test
  void arithmeticIsThatOfForwardPassesAndNeededGradients() {
    double dense = 3 * 8;
    double transposed = 2 * 2 * 2 * 4 * 4;
    double convolution = 2 * 2 * 3 * 3 * 3;
    double verdict = 2 * 2 * 3;
    assertThat(flop(DISCRIMINATOR, GENERATOR, FORWARD)).isEqualTo(2 * 3 * (dense + transposed));
    assertThat(flop(DISCRIMINATOR, DISCRIMINATOR, FORWARD))
        .isEqualTo(2 * 7 * (convolution + verdict));
    // Nobody needs the gradient by the real images; nor by the latents, below.
    assertThat(flop(DISCRIMINATOR, DISCRIMINATOR, BACKWARD))
        .isEqualTo(2 * 7 * (convolution + 2 * verdict));
    assertThat(flop(GENERATOR, DISCRIMINATOR, FORWARD)).isEqualTo(2 * 3 * (convolution + verdict));
    // The generator learns through the images' gradient; the discriminator does not learn.
    assertThat(flop(GENERATOR, DISCRIMINATOR, BACKWARD)).isEqualTo(2 * 3 * (convolution + verdict));
    assertThat(flop(GENERATOR, GENERATOR, BACKWARD)).isEqualTo(2 * 3 * (dense + 2 * transposed));
    assertThat(flop(DISCRIMINATOR, DISCRIMINATOR, UPDATE)).isZero();
  }

  @Test
  void timesAddUpToTheStep() {
    double parts = profile.parts().stream().mapToDouble(Part::millis).sum();
    // Whole milliseconds of twenty steps.
    assertThat(parts).isPositive().isLessThan(profile.millis() + .1);
    assertThat(parts + profile.restMillis()).isCloseTo(profile.millis(), within(.1));
  }

  @Test
  void watchingChangesNothingAndEnds() {
    String plain = new LocalTrainer(RECIPE, Compute.PORTABLE).train(TASK).state().sha256();
    assertThat(trainer.train(TASK).state().sha256()).isEqualTo(plain);
    assertThat(profile.parts()).hasSize(5 + 5 + 5 + 1 + 5 + 5 + 5 + 1);
  }

  private List<String> layers(Pass pass) {
    return layers(profile, pass);
  }

  private static List<String> layers(StepProfile profile, Pass pass) {
    return profile.parts().stream()
        .filter(part -> part.pass().equals(pass))
        .map(Part::layer)
        .toList();
  }

  private double flop(
      StepProfile.Player turn, StepProfile.Player network, StepProfile.Phase phase) {
    Pass pass = new Pass(turn, network, phase);
    double gflop =
        profile.parts().stream()
            .filter(part -> part.pass().equals(pass))
            .mapToDouble(Part::gflop)
            .sum();
    return Math.rint(gflop * 1e9);
  }
}
