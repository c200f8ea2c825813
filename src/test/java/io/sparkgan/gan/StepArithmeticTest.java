package io.sparkgan.gan;

import static io.sparkgan.gan.StepProfile.Phase.BACKWARD;
import static io.sparkgan.gan.StepProfile.Phase.FORWARD;
import static io.sparkgan.gan.StepProfile.Player.DISCRIMINATOR;
import static io.sparkgan.gan.StepProfile.Player.GENERATOR;
import static org.assertj.core.api.Assertions.assertThat;

import io.sparkgan.Computes;
import io.sparkgan.config.Compute;
import io.sparkgan.config.Recipe;
import io.sparkgan.config.SettingsReader;
import io.sparkgan.config.SettingsSources;
import io.sparkgan.gan.StepProfile.Pass;
import io.sparkgan.gan.StepProfile.Player;
import io.sparkgan.nn.Layers;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The arithmetic of built-in recipes, counted by hand. */
class StepArithmeticTest {
  private static final List<Pass> PASSES =
      List.of(
          new Pass(DISCRIMINATOR, GENERATOR, FORWARD),
          new Pass(DISCRIMINATOR, DISCRIMINATOR, FORWARD),
          new Pass(DISCRIMINATOR, DISCRIMINATOR, BACKWARD),
          new Pass(GENERATOR, DISCRIMINATOR, FORWARD),
          new Pass(GENERATOR, DISCRIMINATOR, BACKWARD),
          new Pass(GENERATOR, GENERATOR, BACKWARD));

  @Test
  void tfDcganTakes103MillionOperationsAnImageForwardThroughItsGenerator() {
    // Multiply-adds: dense 1,254,400; transposed convolutions 40,140,800, 10,035,200 and 313,600.
    assertThat(perImage("tf-dcgan", PASSES.subList(0, 1))).isEqualTo(2.0 * 51_744_000);
  }

  @Test
  void aStepOfTfDcganTakes472MillionOperationsAnImage() {
    double generator = 51_744_000;
    double discriminator = 313_600 + 10_035_200 + 6_272;
    double multiplyAdds =
        // Forward, by parameters, by inputs but the latents.
        3 * generator
            - 1_254_400
            // On real and generated images: forward, by parameters, by inputs but the images.
            + 2 * (3 * discriminator - 313_600)
            // On generated images: forward, by inputs.
            + 2 * discriminator;
    assertThat(perImage("tf-dcgan", PASSES)).isEqualTo(2 * multiplyAdds).isEqualTo(472_381_952.0);
  }

  @Test
  void aStepOfKerasMlpTakes16MillionOperationsAnImage() {
    double generator = 100 * 256 + 256 * 512 + 512 * 1024 + 1024 * 784;
    double discriminator = 784 * 512 + 512 * 256 + 256;
    double multiplyAdds =
        3 * generator - 100 * 256 + 2 * (3 * discriminator - 784 * 512) + 2 * discriminator;
    assertThat(perImage("keras-mlp", PASSES)).isEqualTo(2 * multiplyAdds).isEqualTo(15_769_600.0);
  }

  /** In a step of 8 real images, 8 generated and the same 8 again. */
  private static double perImage(String name, List<Pass> passes) {
    double flop = perImage(name, passes, Compute.PORTABLE);
    // One layer of oneDNN's may be several of the recipe.
    assertThat(perImage(name, passes, Computes.USUAL)).isEqualTo(flop);
    return flop;
  }

  private static double perImage(String name, List<Pass> passes, Compute compute) {
    StepArithmetic arithmetic = new StepArithmetic(recipe(name), Layers.of(compute));
    return passes.stream()
            .mapToDouble(
                pass ->
                    IntStream.range(0, layers(arithmetic, pass.network()))
                        .mapToDouble(layer -> arithmetic.flop(pass, layer))
                        .sum())
            .sum()
        / 8;
  }

  private static int layers(StepArithmetic arithmetic, Player network) {
    return arithmetic.layers(network).size();
  }

  private static Recipe recipe(String name) {
    List<String> sets =
        List.of(
            "recipe.batch.real=8",
            "recipe.batch.generated=8",
            "recipe.batch.generator=8",
            "recipe.updates.plan=joint",
            "recipe.latent.generatorTurn=reuse");
    return SettingsReader.read(SettingsSources.recipe(name).withSets(sets)).settings().recipe();
  }
}
