package io.sparkgan.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkgan.TinyRecipes;
import io.sparkgan.config.OptimiserSpec.Adam;
import io.sparkgan.config.OptimiserSpec.Adam.EpsilonForm;
import io.sparkgan.config.OptimiserSpec.RmsProp;
import io.sparkgan.config.Recipe.Batch;
import io.sparkgan.config.Recipe.Batch.Drawing;
import io.sparkgan.config.Recipe.Latent;
import io.sparkgan.config.Recipe.Latent.Distribution;
import io.sparkgan.config.Recipe.Latent.ForGenerator;
import io.sparkgan.config.Recipe.PixelRange;
import io.sparkgan.config.Updates.First;
import io.sparkgan.config.Updates.Plan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The recipe files say what their sources say; layers are in RecipeShapesAndParametersTest. */
class BuiltInRecipesTest {
  private static final WeightInit ZERO = new WeightInit.Zero();
  private static final WeightInit GLOROT = new WeightInit.GlorotUniform();
  private static final Schedule CONSTANT = new Schedule.Constant();

  @Test
  void everyRecipeFileIsListedAndNamedLikeItsRecipe() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("conf/recipes"))) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(
              SettingsReader.recipeNames().stream().map(name -> name + ".conf").toList());
    }
    for (String name : SettingsReader.recipeNames()) {
      assertThat(settings(name).recipe().name()).isEqualTo(name);
    }
  }

  @Test
  void allHaveThePlainLossAndMnistsImages() {
    for (String name : SettingsReader.recipeNames()) {
      Recipe recipe = settings(name).recipe();
      assertThat(recipe.image()).isEqualTo(Shape.image(1, 28, 28));
      assertThat(recipe.conditional()).as(name).isEqualTo(name.equals("quick-dcgan"));
      assertThat(recipe.packing()).isOne();
      assertThat(recipe.loss().objective()).isEqualTo(Loss.Objective.NON_SATURATING);
      assertThat(recipe.loss().labels().smoothing()).isEqualTo(Loss.Labels.Smoothing.NONE);
      assertThat(recipe.loss().labels().flip()).isZero();
      assertThat(recipe.loss().regularisation().spectralNorm()).isFalse();
      assertThat(recipe.loss().regularisation().gradientPenalty())
          .isEqualTo(Loss.Regularisation.GradientPenalty.NONE);
      assertThat(recipe.loss().regularisation().weightClip()).isZero();
    }
  }

  @Test
  void oreillyCnn() {
    Settings settings = settings("oreilly-cnn");
    Recipe recipe = settings.recipe();
    WeightInit truncated = new WeightInit.TruncatedNormal(0.02);
    assertBegins(recipe.generator(), truncated, truncated, adam(1e-4, 0.9, 1e-8));
    assertBegins(recipe.discriminator(), truncated, ZERO, adam(3e-4, 0.9, 1e-8));
    assertThat(recipe.latent())
        .isEqualTo(new Latent(100, Distribution.NORMAL, ForGenerator.FRESH, 0));
    assertThat(recipe.batch()).isEqualTo(new Batch(50, 50, 50, Drawing.SHUFFLED_PASSES, 0));
    assertThat(recipe.updates()).isEqualTo(TinyRecipes.updates(Plan.SEPARATE));
    assertThat(recipe.pixels()).isEqualTo(PixelRange.UNIT);
    assertThat(settings.data().heldOut()).isEqualTo(60_000 - 55_000);
    assertThat(steps(settings)).isEqualTo(100_000);
  }

  @Test
  void tfDcgan() {
    Settings settings = settings("tf-dcgan");
    Recipe recipe = settings.recipe();
    assertBegins(recipe.generator(), GLOROT, ZERO, adam(1e-4, 0.9, 1e-7));
    assertBegins(recipe.discriminator(), GLOROT, ZERO, adam(1e-4, 0.9, 1e-7));
    assertThat(recipe.latent())
        .isEqualTo(new Latent(100, Distribution.NORMAL, ForGenerator.REUSE, 0));
    assertThat(recipe.batch()).isEqualTo(new Batch(256, 256, 256, Drawing.SHUFFLED_PASSES, 0));
    assertThat(recipe.updates()).isEqualTo(TinyRecipes.updates(Plan.SIMULTANEOUS));
    assertThat(recipe.pixels()).isEqualTo(PixelRange.SYMMETRIC);
    assertThat(settings.data().heldOut()).isZero();
  }

  @Test
  void numpyMlp() {
    Settings settings = settings("numpy-mlp");
    Recipe recipe = settings.recipe();
    Adam adam = new Adam(2e-4, 0.5, 0.999, 1e-8, EpsilonForm.PAPER, CONSTANT);
    assertBegins(recipe.generator(), new WeightInit.Normal(0.02), ZERO, adam);
    assertBegins(recipe.discriminator(), new WeightInit.Normal(0.1), ZERO, adam);
    assertThat(recipe.latent())
        .isEqualTo(new Latent(100, Distribution.NORMAL, ForGenerator.REUSE, 0));
    assertThat(recipe.batch()).isEqualTo(new Batch(64, 64, 64, Drawing.SHUFFLED_PASSES, 0));
    assertThat(recipe.updates().plan()).isEqualTo(Plan.JOINT);
    assertThat(recipe.updates().first()).isEqualTo(First.GENERATOR);
    assertThat(recipe.pixels()).isEqualTo(PixelRange.UNIT);
    assertThat(settings.data().heldOut()).isZero();
    assertThat(steps(settings)).isEqualTo(100 * 937);
  }

  @Test
  void kerasMlp() {
    Settings settings = settings("keras-mlp");
    Recipe recipe = settings.recipe();
    assertBegins(recipe.generator(), GLOROT, ZERO, adam(2e-4, 0.5, 1e-7));
    assertBegins(recipe.discriminator(), GLOROT, ZERO, adam(2e-4, 0.5, 1e-7));
    assertThat(recipe.latent())
        .isEqualTo(new Latent(100, Distribution.NORMAL, ForGenerator.FRESH, 0));
    assertThat(recipe.batch()).isEqualTo(new Batch(16, 16, 32, Drawing.WITH_REPLACEMENT, 0));
    assertThat(recipe.updates()).isEqualTo(TinyRecipes.updates(Plan.SEPARATE));
    assertThat(recipe.pixels()).isEqualTo(PixelRange.SYMMETRIC);
    assertThat(settings.data().heldOut()).isZero();
    assertThat(steps(settings)).isEqualTo(100_000);
  }

  @Test
  void rmspropDcgan() {
    Settings settings = settings("rmsprop-dcgan");
    Recipe recipe = settings.recipe();
    assertBegins(
        recipe.generator(),
        GLOROT,
        ZERO,
        new RmsProp(1e-4, 0.9, 1e-7, new Schedule.InverseTime(3e-8)));
    assertBegins(
        recipe.discriminator(),
        GLOROT,
        ZERO,
        new RmsProp(2e-4, 0.9, 1e-7, new Schedule.InverseTime(6e-8)));
    assertThat(recipe.latent())
        .isEqualTo(new Latent(100, Distribution.UNIFORM, ForGenerator.FRESH, 0));
    assertThat(recipe.batch()).isEqualTo(new Batch(256, 256, 256, Drawing.WITH_REPLACEMENT, 0));
    assertThat(recipe.updates()).isEqualTo(TinyRecipes.updates(Plan.JOINT));
    assertThat(recipe.pixels()).isEqualTo(PixelRange.UNIT);
    assertThat(settings.data().heldOut()).isEqualTo(60_000 - 55_000);
    assertThat(steps(settings)).isEqualTo(10_000);
  }

  @Test
  void quickDcgan() {
    Recipe recipe = settings("quick-dcgan").recipe();
    assertThat(recipe.classes()).isEqualTo(10);
    WeightInit normal = new WeightInit.Normal(0.02);
    assertBegins(recipe.generator(), normal, ZERO, adam(1e-3, 0.5, 1e-8));
    assertBegins(recipe.discriminator(), normal, ZERO, adam(2e-4, 0.5, 1e-8));
    assertThat(recipe.latent())
        .isEqualTo(new Latent(64, Distribution.NORMAL, ForGenerator.REUSE, 0));
    assertThat(recipe.batch()).isEqualTo(new Batch(64, 64, 64, Drawing.SHUFFLED_PASSES, 0));
    assertThat(recipe.updates()).isEqualTo(TinyRecipes.updates(Plan.SEPARATE));
    assertThat(recipe.pixels()).isEqualTo(PixelRange.SYMMETRIC);
  }

  private static void assertBegins(
      NetworkSpec network, WeightInit weights, WeightInit biases, OptimiserSpec optimiser) {
    assertThat(network.weights()).isEqualTo(weights);
    assertThat(network.biases()).isEqualTo(biases);
    assertThat(network.optimiser()).isEqualTo(optimiser);
  }

  private static Adam adam(double rate, double beta1, double epsilon) {
    return new Adam(rate, beta1, 0.999, epsilon, EpsilonForm.HAT, CONSTANT);
  }

  private static int steps(Settings settings) {
    return settings.training().localSteps() * settings.training().rounds();
  }

  private static Settings settings(String name) {
    return SettingsReader.read(SettingsSources.recipe(name)).settings();
  }
}
