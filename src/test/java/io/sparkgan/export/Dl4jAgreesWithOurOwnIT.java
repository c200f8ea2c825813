package io.sparkgan.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkgan.config.Recipe;
import io.sparkgan.config.Shape;
import io.sparkgan.config.UserInputException;
import io.sparkgan.export.Exports.Example;
import io.sparkgan.export.TrainedNetwork.Role;
import io.sparkgan.gan.OwnInference;
import io.sparkgan.nn.dl4j.OrdinaryLayers;
import io.sparkgan.state.GanState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** DL4J makes of every exported network what we make of it, with none but its own layers. */
class Dl4jAgreesWithOurOwnIT {
  private static final int[] IMAGES = {1, 7};

  @TempDir private Path folder;

  @ParameterizedTest
  @MethodSource("io.sparkgan.export.Exports#recipes")
  void everyNetworkSaysTheSame(Recipe recipe) throws IOException {
    GanState state = Exports.state(recipe);
    for (Role role : Role.values()) {
      TrainedNetwork trained = TrainedNetwork.of(role, recipe, state);
      if (!trained.spec().layers().stream().allMatch(OrdinaryLayers::has)) {
        continue;
      }
      MultiLayerNetwork network = restored(trained);
      assertThat(network.getLayerWiseConfigurations().toJson()).doesNotContain("sparkgan");
      for (int images : IMAGES) {
        Example example = Example.of(role, recipe, images * recipe.packing());
        float[] expected = example.expected(state);
        assertThat(network.output(input(example)).dup('c').data().asFloat())
            .as("%s of %d images", role, images)
            .containsExactly(expected, Exports.nearly(expected));
      }
    }
  }

  @Test
  void theSameNetworkIsTheSameBytes() {
    Recipe recipe = Exports.recipe("keras-mlp");
    TrainedNetwork network = TrainedNetwork.of(Role.DISCRIMINATOR, recipe, Exports.state(recipe));
    byte[] first = Exports.file(new Dl4jFormat(), network);
    assertThat(Arrays.equals(Exports.file(new Dl4jFormat(), network), first)).isTrue();
  }

  @Test
  void aLayerThatDl4jHasNotIsNamed() {
    Recipe recipe = Exports.recipe("oreilly-cnn");
    TrainedNetwork network = TrainedNetwork.of(Role.GENERATOR, recipe, Exports.state(recipe));
    assertThatThrownBy(() -> Exports.file(new Dl4jFormat(), network))
        .isInstanceOf(UserInputException.class)
        .hasMessage(
            "--format: dl4j has no layer like layer 3 of the generator, batch-norm, epsilon 1e-5,"
                + " no scale, statistics of its batch; use onnx");
  }

  private MultiLayerNetwork restored(TrainedNetwork network) throws IOException {
    Path file = folder.resolve("network.zip");
    Files.write(file, Exports.file(new Dl4jFormat(), network));
    return MultiLayerNetwork.load(file.toFile(), false);
  }

  private static INDArray input(Example example) {
    Recipe recipe = example.recipe();
    if (example.role() == Role.GENERATOR) {
      INDArray latents = Nd4j.createFromArray(example.values()).reshape(example.count(), -1);
      return recipe.conditional()
          ? Nd4j.concat(1, latents, Nd4j.createFromArray(example.oneHot()))
          : latents;
    }
    float[] seen = OwnInference.encoded(recipe, example.values(), example.classes());
    Shape each = recipe.discriminatorInput();
    INDArray all = Nd4j.createFromArray(seen);
    return each.flat()
        ? all.reshape('c', -1, each.size())
        : all.reshape('c', -1, each.channels(), each.height(), each.width());
  }
}
