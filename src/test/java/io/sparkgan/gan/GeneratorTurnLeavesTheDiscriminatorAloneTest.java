package io.sparkgan.gan;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkgan.TinyRecipes;
import io.sparkgan.config.Recipe;
import io.sparkgan.config.Recipe.Latent.GeneratorTurn;
import io.sparkgan.config.SeedSequence;
import io.sparkgan.config.Updates;
import java.util.SplittableRandom;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Both networks have batch norm, and both have trained a step, so nothing is zero any more. */
final class GeneratorTurnLeavesTheDiscriminatorAloneTest {
  private final Recipe recipe = TinyRecipes.convolutional(Updates.Plan.JOINT, GeneratorTurn.FRESH);
  private final GanNetworks networks = new GanNetworks(recipe, DataType.FLOAT);
  private final SplittableRandom random = new SplittableRandom(5);

  @BeforeEach
  void trainOneStep() {
    networks.initialise(recipe, new SeedSequence(1));
    networks.generator().seedDropout(1);
    networks.discriminator().seedDropout(2);
    StepMemory.during(
        () -> {
          INDArray real = noise(4 * 16).reshape(4, 1, 4, 4);
          return new JointStep().run(networks, real, new StepLatents(latents(), latents()), 0);
        });
  }

  @Test
  void aStepMovesParametersRunningStatisticsAndMoments() {
    float[] running = runningVariance();
    trainOneStep();
    assertThat(runningVariance()).isNotEqualTo(running);
    assertThat(running).doesNotContain(1);
  }

  @Test
  void freshLatentsMoveTheGeneratorOnly() {
    assertThatOnlyTheGeneratorMoves(
        iteration -> run(new StepLatents(latents(), latents()), iteration));
  }

  @Test
  void reusedLatentsMoveTheGeneratorOnly() {
    INDArray latents = latents();
    assertThatOnlyTheGeneratorMoves(iteration -> run(new StepLatents(latents, latents), iteration));
  }

  private void assertThatOnlyTheGeneratorMoves(LongConsumer turn) {
    Network generator = networks.generator();
    Network discriminator = networks.discriminator();
    float[] generatorBefore = generator.parameters();
    float[] generatorMomentsBefore = generator.updaterState();
    float[] before = discriminator.parameters();
    float[] momentsBefore = discriminator.updaterState();

    turn.accept(1);

    assertThat(discriminator.parameters()).isEqualTo(before);
    assertThat(discriminator.updaterState()).isEqualTo(momentsBefore);
    assertThat(generator.parameters()).isNotEqualTo(generatorBefore);
    assertThat(generator.updaterState()).isNotEqualTo(generatorMomentsBefore);
  }

  private void run(StepLatents latents, long iteration) {
    StepMemory.during(
        () -> {
          INDArray generated = networks.generator().train(latents.discriminatorTurn());
          return io.sparkgan.gan.GeneratorTurn.run(networks, generated, latents, iteration);
        });
  }

  private float[] runningVariance() {
    return networks.discriminator().model().getLayer(1).getParam("var").toFloatVector();
  }

  private INDArray latents() {
    return noise(9).reshape(3, 3);
  }

  private INDArray noise(int values) {
    return Nd4j.createFromArray(random.doubles(values, -1, 1).toArray()).castTo(DataType.FLOAT);
  }
}
