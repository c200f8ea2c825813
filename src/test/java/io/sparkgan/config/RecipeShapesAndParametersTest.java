package io.sparkgan.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Layers, shapes and parameters are those of the sources: the layers from their descriptions, the
 * rest by Keras' formulas.
 */
class RecipeShapesAndParametersTest {

  @Test
  void oreillyCnn() {
    Recipe recipe = recipe("oreilly-cnn");
    assertNetwork(
        recipe.generator(),
        Shape.units(100),
        328_613,
        """
        dense 3136 | 3136 | 316736
        reshape 56x56x1 | 56x56x1 | 0
        batch-norm, epsilon 1e-5, no scale, statistics of its batch | 56x56x1 | 1
        relu | 56x56x1 | 0
        convolution 50, kernel 3, stride 2, same | 28x28x50 | 500
        batch-norm, epsilon 1e-5, no scale, statistics of its batch | 28x28x50 | 50
        relu | 28x28x50 | 0
        bilinear-resize 56x56 | 56x56x50 | 0
        convolution 25, kernel 3, stride 2, same | 28x28x25 | 11275
        batch-norm, epsilon 1e-5, no scale, statistics of its batch | 28x28x25 | 25
        relu | 28x28x25 | 0
        bilinear-resize 56x56 | 56x56x25 | 0
        convolution 1, kernel 1, stride 2, same | 28x28x1 | 26
        sigmoid | 28x28x1 | 0
        """);
    assertNetwork(
        recipe.discriminator(),
        Shape.image(1, 28, 28),
        3_265_409,
        """
        convolution 32, kernel 5, stride 1, same | 28x28x32 | 832
        relu | 28x28x32 | 0
        average-pool 2 | 14x14x32 | 0
        convolution 64, kernel 5, stride 1, same | 14x14x64 | 51264
        relu | 14x14x64 | 0
        average-pool 2 | 7x7x64 | 0
        flatten | 3136 | 0
        dense 1024 | 1024 | 3212288
        relu | 1024 | 0
        dense 1 | 1 | 1025
        """);
  }

  @Test
  void tfDcgan() {
    Recipe recipe = recipe("tf-dcgan");
    assertNetwork(
        recipe.generator(),
        Shape.units(100),
        2_330_944,
        """
        dense 12544, no bias | 12544 | 1254400
        batch-norm, momentum 0.99, epsilon 1e-3 | 12544 | 50176
        leaky-relu 0.3 | 12544 | 0
        reshape 7x7x256 | 7x7x256 | 0
        transposed-convolution 128, kernel 5, stride 1, same, no bias | 7x7x128 | 819200
        batch-norm, momentum 0.99, epsilon 1e-3 | 7x7x128 | 512
        leaky-relu 0.3 | 7x7x128 | 0
        transposed-convolution 64, kernel 5, stride 2, same, no bias | 14x14x64 | 204800
        batch-norm, momentum 0.99, epsilon 1e-3 | 14x14x64 | 256
        leaky-relu 0.3 | 14x14x64 | 0
        transposed-convolution 1, kernel 5, stride 2, same, no bias | 28x28x1 | 1600
        tanh | 28x28x1 | 0
        """);
    assertNetwork(
        recipe.discriminator(),
        Shape.image(1, 28, 28),
        212_865,
        """
        convolution 64, kernel 5, stride 2, same | 14x14x64 | 1664
        leaky-relu 0.3 | 14x14x64 | 0
        dropout 0.3 | 14x14x64 | 0
        convolution 128, kernel 5, stride 2, same | 7x7x128 | 204928
        leaky-relu 0.3 | 7x7x128 | 0
        dropout 0.3 | 7x7x128 | 0
        flatten | 6272 | 0
        dense 1 | 1 | 6273
        """);
  }

  @Test
  void numpyMlp() {
    Recipe recipe = recipe("numpy-mlp");
    assertNetwork(
        recipe.generator(),
        Shape.units(100),
        453_904,
        """
        dense 512 | 512 | 51712
        leaky-relu 0.2 | 512 | 0
        dense 784 | 784 | 402192
        sigmoid | 784 | 0
        reshape 28x28x1 | 28x28x1 | 0
        """);
    assertNetwork(
        recipe.discriminator(),
        Shape.image(1, 28, 28),
        402_433,
        """
        flatten | 784 | 0
        dense 512 | 512 | 401920
        relu | 512 | 0
        dense 1 | 1 | 513
        """);
  }

  @Test
  void kerasMlp() {
    Recipe recipe = recipe("keras-mlp");
    assertNetwork(
        recipe.generator(),
        Shape.units(100),
        1_493_520,
        """
        dense 256 | 256 | 25856
        leaky-relu 0.2 | 256 | 0
        batch-norm, momentum 0.8, epsilon 1e-3 | 256 | 1024
        dense 512 | 512 | 131584
        leaky-relu 0.2 | 512 | 0
        batch-norm, momentum 0.8, epsilon 1e-3 | 512 | 2048
        dense 1024 | 1024 | 525312
        leaky-relu 0.2 | 1024 | 0
        batch-norm, momentum 0.8, epsilon 1e-3 | 1024 | 4096
        dense 784 | 784 | 803600
        tanh | 784 | 0
        reshape 28x28x1 | 28x28x1 | 0
        """);
    assertNetwork(
        recipe.discriminator(),
        Shape.image(1, 28, 28),
        533_505,
        """
        flatten | 784 | 0
        dense 512 | 512 | 401920
        leaky-relu 0.2 | 512 | 0
        dense 256 | 256 | 131328
        leaky-relu 0.2 | 256 | 0
        dense 1 | 1 | 257
        """);
  }

  @Test
  void rmspropDcgan() {
    Recipe recipe = recipe("rmsprop-dcgan");
    assertNetwork(
        recipe.generator(),
        Shape.units(100),
        2_394_241,
        """
        dense 12544 | 12544 | 1266944
        batch-norm, momentum 0.9, epsilon 1e-3 | 12544 | 50176
        relu | 12544 | 0
        reshape 7x7x256 | 7x7x256 | 0
        dropout 0.4 | 7x7x256 | 0
        upsample 2 | 14x14x256 | 0
        transposed-convolution 128, kernel 5, stride 1, same | 14x14x128 | 819328
        batch-norm, momentum 0.9, epsilon 1e-3 | 14x14x128 | 512
        relu | 14x14x128 | 0
        upsample 2 | 28x28x128 | 0
        transposed-convolution 64, kernel 5, stride 1, same | 28x28x64 | 204864
        batch-norm, momentum 0.9, epsilon 1e-3 | 28x28x64 | 256
        relu | 28x28x64 | 0
        transposed-convolution 32, kernel 5, stride 1, same | 28x28x32 | 51232
        batch-norm, momentum 0.9, epsilon 1e-3 | 28x28x32 | 128
        relu | 28x28x32 | 0
        transposed-convolution 1, kernel 5, stride 1, same | 28x28x1 | 801
        sigmoid | 28x28x1 | 0
        """);
    assertNetwork(
        recipe.discriminator(),
        Shape.image(1, 28, 28),
        4_311_553,
        """
        convolution 64, kernel 5, stride 2, same | 14x14x64 | 1664
        leaky-relu 0.2 | 14x14x64 | 0
        dropout 0.4 | 14x14x64 | 0
        convolution 128, kernel 5, stride 2, same | 7x7x128 | 204928
        leaky-relu 0.2 | 7x7x128 | 0
        dropout 0.4 | 7x7x128 | 0
        convolution 256, kernel 5, stride 2, same | 4x4x256 | 819456
        leaky-relu 0.2 | 4x4x256 | 0
        dropout 0.4 | 4x4x256 | 0
        convolution 512, kernel 5, stride 1, same | 4x4x512 | 3277312
        leaky-relu 0.2 | 4x4x512 | 0
        dropout 0.4 | 4x4x512 | 0
        flatten | 8192 | 0
        dense 1 | 1 | 8193
        """);
  }

  @Test
  void quickDcganIsCompact() {
    Recipe recipe = SettingsReader.read(SettingsSources.recipe("quick-dcgan")).settings().recipe();
    assertThat(recipe.generatorInput()).isEqualTo(Shape.units(64 + 10));
    assertThat(recipe.discriminatorInput()).isEqualTo(Shape.image(1 + 10, 28, 28));
    assertThat(recipe.generator().output(recipe.generatorInput()))
        .isEqualTo(Shape.image(1, 28, 28));
    assertThat(recipe.discriminator().output(recipe.discriminatorInput()))
        .isEqualTo(Shape.units(1));
    assertThat(recipe.generator().parameters(recipe.generatorInput())).isEqualTo(1_679_233);
    assertThat(recipe.discriminator().parameters(recipe.discriminatorInput())).isEqualTo(1_646_881);
  }

  private static Recipe recipe(String name) {
    Recipe recipe = SettingsReader.read(SettingsSources.recipe(name)).settings().recipe();
    assertThat(recipe.generatorInput()).isEqualTo(Shape.units(recipe.latent().size()));
    assertThat(recipe.discriminatorInput()).isEqualTo(recipe.image());
    return recipe;
  }

  /** Lines are: layer, output shape, parameters. */
  private static void assertNetwork(
      NetworkSpec network, Shape input, long parameters, String lines) {
    List<String> found = new ArrayList<>();
    Shape shape = input;
    for (LayerSpec layer : network.layers()) {
      long own = layer.parameters(shape);
      shape = layer.output(shape);
      found.add("%s | %s | %d".formatted(layer.description(), shape, own));
    }
    assertThat(found).containsExactlyElementsOf(lines.lines().toList());
    assertThat(network.parameters(input)).isEqualTo(parameters);
  }
}
