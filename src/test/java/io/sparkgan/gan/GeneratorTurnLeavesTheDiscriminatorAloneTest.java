package io.sparkgan.gan;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkgan.TinyRecipes;
import io.sparkgan.config.Compute;
import io.sparkgan.config.Recipe;
import io.sparkgan.config.Recipe.Latent.ForGenerator;
import io.sparkgan.config.SeedSequence;
import io.sparkgan.config.Updates;
import io.sparkgan.nn.Layers;
import io.sparkgan.state.GanState;
import io.sparkgan.state.Section;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Both networks have batch norm, and both have trained a step, so nothing is zero any more. */
final class GeneratorTurnLeavesTheDiscriminatorAloneTest {
  private final Recipe recipe = TinyRecipes.convolutional(Updates.Plan.JOINT, ForGenerator.FRESH);
  private final SplittableRandom random = new SplittableRandom(5);

  private GanNetworks trained(Compute compute) {
    GanNetworks networks = new GanNetworks(recipe, Layers.of(compute));
    trainOneStep(networks);
    return networks;
  }

  private void trainOneStep(GanNetworks networks) {
    networks.initialise(recipe, new SeedSequence(1));
    networks.generator().network().seedDropout(1);
    networks.discriminator().network().seedDropout(2);
    StepMemory.during(
        () -> {
          INDArray real = noise(4 * 16).reshape(4, 1, 4, 4);
          return LocalStep.of(recipe).run(networks, inputs(real), 0);
        });
  }

  @ParameterizedTest
  @MethodSource("io.sparkgan.Computes#here")
  void aStepMovesParametersRunningStatisticsAndMoments(Compute compute) {
    GanNetworks networks = trained(compute);
    float[] running = runningVariance(networks);
    trainOneStep(networks);
    assertThat(runningVariance(networks)).isNotEqualTo(running);
    assertThat(running).doesNotContain(1);
  }

  @ParameterizedTest
  @MethodSource("io.sparkgan.Computes#here")
  void freshLatentsMoveTheGeneratorOnly(Compute compute) {
    GanNetworks networks = trained(compute);
    Noise fresh = latents(5);
    assertThatOnlyTheGeneratorMoves(networks, () -> turn().run(networks, fresh, Optional.empty()));
  }

  @ParameterizedTest
  @MethodSource("io.sparkgan.Computes#here")
  void reusedImagesMoveTheGeneratorOnly(Compute compute) {
    GanNetworks networks = trained(compute);
    Noise noise = latents(3);
    assertThatOnlyTheGeneratorMoves(
        networks,
        () -> turn().run(networks, noise, Optional.of(networks.generator().train(noise))));
  }

  private GeneratorTurn turn() {
    return new GeneratorTurn(recipe);
  }

  private void assertThatOnlyTheGeneratorMoves(GanNetworks networks, Supplier<Verdict> turn) {
    GanState before = networks.state(1, 1);

    Verdict verdict = StepMemory.during(turn);

    GanState after = networks.state(2, 2);
    assertThat(verdict.loss()).isPositive();
    assertThat(after.values(Section.DISCRIMINATOR)).isEqualTo(before.values(Section.DISCRIMINATOR));
    assertThat(after.values(Optimisers.DISCRIMINATOR))
        .isEqualTo(before.values(Optimisers.DISCRIMINATOR));
    assertThat(after.values(Section.GENERATOR)).isNotEqualTo(before.values(Section.GENERATOR));
    assertThat(after.values(Optimisers.GENERATOR))
        .isNotEqualTo(before.values(Optimisers.GENERATOR));
  }

  private StepInputs inputs(INDArray real) {
    return new GivenInputs(List.of(new Images(real, new int[0])), List.of(latents(3), latents(5)));
  }

  private static float[] runningVariance(GanNetworks networks) {
    return Stream.of(networks.discriminator().network().model().getLayers())
        .filter(layer -> layer.paramTable().containsKey("var"))
        .findFirst()
        .orElseThrow()
        .getParam("var")
        .toFloatVector();
  }

  private Noise latents(int images) {
    return new Noise(noise(images * 3).reshape(images, 3), new int[0]);
  }

  private INDArray noise(int values) {
    return Nd4j.createFromArray(random.doubles(values, -1, 1).toArray()).castTo(DataType.FLOAT);
  }
}
