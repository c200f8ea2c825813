package io.sparkgan.gan;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkgan.config.Recipe;
import io.sparkgan.config.SettingsReader;
import io.sparkgan.config.SettingsSources;
import io.sparkgan.gan.LocalStep.StepVerdicts;
import io.sparkgan.nn.Layers;
import io.sparkgan.state.GanState;
import io.sparkgan.state.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** What a dry run announces is compared with the arena that real steps fill. */
final class MemoryEstimateTest {

  @AfterEach
  void freeArenas() {
    StepMemory.release();
  }

  @ParameterizedTest
  @ValueSource(strings = {"quick-dcgan", "tf-dcgan", "keras-mlp", "numpy-mlp", "oreilly-cnn"})
  void coversWhatAStepUsesWithoutBeingTwiceAsLarge(String name) {
    Recipe recipe = recipe(name);
    GanNetworks networks = new GanNetworks(recipe, Layers.dl4j(DataType.FLOAT));
    networks.generator().network().seedDropout(1);
    networks.discriminator().network().seedDropout(1);
    LocalStep step = LocalStep.of(recipe);
    for (int i = 0; i < 2; i++) {
      long before = i;
      assertThat(StepMemory.<StepVerdicts>during(() -> step(recipe, networks, step, before)))
          .isNotNull();
    }
    GanState state = networks.state(0, 0);
    // Parameters and updater states lie outside the arena, and each network has a gradient.
    long outside =
        state.layout().bytes()
            + 4L * state.values(Section.GENERATOR).length
            + 4L * state.values(Section.DISCRIMINATOR).length;
    long used = arena() + outside;

    long estimated = MemoryEstimate.of(recipe, 1).workerNativeBytes();

    assertThat((double) estimated / used).as("estimated by used").isBetween(1.0, 2.0);
  }

  private static StepVerdicts step(
      Recipe recipe, GanNetworks networks, LocalStep step, long before) {
    INDArray real =
        Nd4j.zeros(
            DataType.FLOAT,
            recipe.batch().real(),
            recipe.image().channels(),
            recipe.image().height(),
            recipe.image().width());
    List<Noise> noise = new ArrayList<>(List.of(noise(recipe, recipe.batch().generated())));
    if (recipe.latent().generatorTurn() == Recipe.Latent.ForGenerator.FRESH) {
      noise.add(noise(recipe, recipe.batch().generator()));
    }
    return step.run(
        networks, new GivenInputs(List.of(new Images(real, new int[0])), noise), before);
  }

  private static Noise noise(Recipe recipe, int images) {
    return new Noise(Nd4j.ones(DataType.FLOAT, images, recipe.latent().size()), new int[0]);
  }

  private static long arena() {
    return Nd4j.getWorkspaceManager().getAllWorkspacesForCurrentThread().stream()
        .mapToLong(MemoryWorkspace::getCurrentSize)
        .sum();
  }

  private static Recipe recipe(String name) {
    return SettingsReader.read(
            SettingsSources.recipe(name)
                .withOptions(
                    Map.of(
                        "recipe.batch.real", "16",
                        "recipe.batch.generated", "16",
                        "recipe.batch.generator", "16")))
        .settings()
        .recipe();
  }
}
