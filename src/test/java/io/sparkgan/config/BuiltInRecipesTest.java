package io.sparkgan.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkgan.TinyRecipes;
import io.sparkgan.config.LayerSpec.Activation;
import io.sparkgan.config.LayerSpec.BatchNorm;
import io.sparkgan.config.LayerSpec.Convolution;
import io.sparkgan.config.LayerSpec.Dense;
import io.sparkgan.config.LayerSpec.Dropout;
import io.sparkgan.config.LayerSpec.Flatten;
import io.sparkgan.config.LayerSpec.LeakyRelu;
import io.sparkgan.config.LayerSpec.Reshape;
import io.sparkgan.config.LayerSpec.TransposedConvolution;
import io.sparkgan.config.Recipe.Batch;
import io.sparkgan.config.Recipe.Latent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The recipe files say what their sources say; shapes and counts are those of the sources. */
class BuiltInRecipesTest {
  private static final Padding SAME = new Padding.Same();
  private static final Shape MNIST = Shape.image(1, 28, 28);

  @Test
  void everyRecipeFileIsListedAndNamedLikeItsRecipe() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("conf/recipes"))) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(
              SettingsReader.recipeNames().stream().map(name -> name + ".conf").toList());
    }
    for (String name : SettingsReader.recipeNames()) {
      assertThat(recipe(name).name()).isEqualTo(name);
    }
  }

  @Test
  void tfDcganIsTheSourcesRecipe() {
    OptimiserSpec adam = TinyRecipes.adam(1e-4, 0.9, 0.999, 1e-7);
    LayerSpec norm = new BatchNorm(0.99, 1e-3);
    LayerSpec leak = new LeakyRelu(0.3);
    NetworkSpec generator =
        new NetworkSpec(
            List.of(
                new Dense(12544, false),
                norm,
                leak,
                new Reshape(7, 7, 256),
                new TransposedConvolution(128, 5, 1, SAME, false),
                norm,
                leak,
                new TransposedConvolution(64, 5, 2, SAME, false),
                norm,
                leak,
                new TransposedConvolution(1, 5, 2, SAME, false),
                new Activation(Activation.Function.TANH)),
            new WeightInit.GlorotUniform(),
            new WeightInit.Zero(),
            adam);
    NetworkSpec discriminator =
        new NetworkSpec(
            List.of(
                new Convolution(64, 5, 2, SAME, true),
                leak,
                new Dropout(0.3),
                new Convolution(128, 5, 2, SAME, true),
                leak,
                new Dropout(0.3),
                new Flatten(),
                new Dense(1, true)),
            new WeightInit.GlorotUniform(),
            new WeightInit.Zero(),
            adam);
    assertThat(recipe("tf-dcgan"))
        .isEqualTo(
            new Recipe(
                "tf-dcgan",
                "DCGAN of the TensorFlow tutorial, after NVukobrat/MNIST-GANs",
                recipe("tf-dcgan").source(),
                MNIST,
                Recipe.PixelRange.SYMMETRIC,
                0,
                1,
                new Latent(100, Latent.Distribution.NORMAL, Latent.GeneratorTurn.REUSE),
                new Batch(256, 256, 256, Batch.Drawing.SHUFFLED_PASSES),
                Loss.plain(),
                Updates.of(Updates.Plan.SIMULTANEOUS),
                generator,
                discriminator));
  }

  @Test
  void tfDcganHasTheSourcesShapesAndParameters() {
    Recipe recipe = recipe("tf-dcgan");
    assertThat(shapes(recipe.generator(), latent(recipe)))
        .containsExactly(
            "12544",
            "12544",
            "12544",
            "7x7x256",
            "7x7x128",
            "7x7x128",
            "7x7x128",
            "14x14x64",
            "14x14x64",
            "14x14x64",
            "28x28x1",
            "28x28x1");
    assertThat(shapes(recipe.discriminator(), recipe.image()))
        .containsExactly(
            "14x14x64", "14x14x64", "14x14x64", "7x7x128", "7x7x128", "7x7x128", "6272", "1");
    assertThat(parameters(recipe.generator(), latent(recipe)))
        .containsExactly(
            1_254_400L, 50_176L, 0L, 0L, 819_200L, 512L, 0L, 204_800L, 256L, 0L, 1_600L, 0L);
    assertThat(total(recipe.generator(), latent(recipe))).isEqualTo(2_330_944);
    assertThat(total(recipe.discriminator(), recipe.image())).isEqualTo(212_865);
  }

  @Test
  void kerasMlpIsTheSourcesRecipe() {
    OptimiserSpec adam = TinyRecipes.adam(2e-4, 0.5, 0.999, 1e-7);
    LayerSpec norm = new BatchNorm(0.8, 1e-3);
    LayerSpec leak = new LeakyRelu(0.2);
    NetworkSpec generator =
        new NetworkSpec(
            List.of(
                new Dense(256, true),
                leak,
                norm,
                new Dense(512, true),
                leak,
                norm,
                new Dense(1024, true),
                leak,
                norm,
                new Dense(784, true),
                new Activation(Activation.Function.TANH),
                new Reshape(28, 28, 1)),
            new WeightInit.GlorotUniform(),
            new WeightInit.Zero(),
            adam);
    NetworkSpec discriminator =
        new NetworkSpec(
            List.of(
                new Flatten(),
                new Dense(512, true),
                leak,
                new Dense(256, true),
                leak,
                new Dense(1, true)),
            new WeightInit.GlorotUniform(),
            new WeightInit.Zero(),
            adam);
    assertThat(recipe("keras-mlp"))
        .isEqualTo(
            new Recipe(
                "keras-mlp",
                "Perceptrons with batch norm, after Keras-GAN",
                recipe("keras-mlp").source(),
                MNIST,
                Recipe.PixelRange.SYMMETRIC,
                0,
                1,
                new Latent(100, Latent.Distribution.NORMAL, Latent.GeneratorTurn.FRESH),
                new Batch(16, 16, 32, Batch.Drawing.WITH_REPLACEMENT),
                Loss.plain(),
                Updates.of(Updates.Plan.SEPARATE),
                generator,
                discriminator));
  }

  @Test
  void kerasMlpHasTheSourcesShapesParametersAndLength() {
    Settings settings = SettingsReader.read(SettingsSources.recipe("keras-mlp")).settings();
    Recipe recipe = settings.recipe();
    assertThat(shapes(recipe.generator(), latent(recipe)))
        .containsExactly(
            "256", "256", "256", "512", "512", "512", "1024", "1024", "1024", "784", "784",
            "28x28x1");
    assertThat(shapes(recipe.discriminator(), recipe.image()))
        .containsExactly("784", "512", "512", "256", "256", "1");
    assertThat(total(recipe.generator(), latent(recipe))).isEqualTo(1_493_520);
    assertThat(total(recipe.discriminator(), recipe.image())).isEqualTo(533_505);
    assertThat(settings.training().localSteps() * settings.training().rounds()).isEqualTo(100_000);
  }

  @Test
  void quickDcganIsACompactDcganOfLatentsOf64() {
    Recipe recipe = recipe("quick-dcgan");
    assertThat(recipe.latent())
        .isEqualTo(new Latent(64, Latent.Distribution.NORMAL, Latent.GeneratorTurn.REUSE));
    assertThat(recipe.generator().layers())
        .hasAtLeastOneElementOfType(TransposedConvolution.class)
        .hasAtLeastOneElementOfType(BatchNorm.class)
        .endsWith(new Activation(Activation.Function.TANH));
    assertThat(recipe.generator().output(latent(recipe))).isEqualTo(MNIST);
    assertThat(recipe.discriminator().output(MNIST)).isEqualTo(Shape.units(1));
    assertThat(total(recipe.generator(), latent(recipe))).isLessThan(1_000_000);
    assertThat(total(recipe.discriminator(), MNIST)).isLessThan(1_000_000);
  }

  private static Recipe recipe(String name) {
    return SettingsReader.read(SettingsSources.recipe(name)).settings().recipe();
  }

  private static Shape latent(Recipe recipe) {
    return Shape.units(recipe.latent().size());
  }

  private static List<String> shapes(NetworkSpec network, Shape input) {
    List<String> shapes = new ArrayList<>();
    Shape shape = input;
    for (LayerSpec layer : network.layers()) {
      shape = layer.output(shape);
      shapes.add(shape.toString());
    }
    return shapes;
  }

  private static List<Long> parameters(NetworkSpec network, Shape input) {
    List<Long> parameters = new ArrayList<>();
    Shape shape = input;
    for (LayerSpec layer : network.layers()) {
      parameters.add(layer.parameters(shape));
      shape = layer.output(shape);
    }
    return parameters;
  }

  private static long total(NetworkSpec network, Shape input) {
    return parameters(network, input).stream().mapToLong(Long::longValue).sum();
  }
}
