package io.sparkgan.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkgan.config.SettingsReader;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

/** The recipes can be read without reading their files. */
class RecipesJobTest {

  @Test
  void listsEveryRecipeWithItsParametersAndSource() {
    Jobs.Outcome list = Jobs.recipes();
    assertThat(list.code()).isZero();
    assertThat(list.err()).isEmpty();
    assertThat(list.out()).contains(SettingsReader.recipeNames());
    assertThat(list.out().replaceAll(" +", " "))
        .contains("tf-dcgan 2,330,944 212,865 DCGAN of the TensorFlow tutorial")
        .contains("rmsprop-dcgan 2,394,241 4,311,553 Deep DCGAN")
        .contains("NVukobrat/MNIST-GANs on GitHub");
    assertThat(SparkSession.getDefaultSession().isEmpty()).isTrue();
  }

  @Test
  void showsARecipeFromSourceToQuirks() {
    assertThat(shown("rmsprop-dcgan"))
        .containsSubsequence(
            "Deep DCGAN with dropout",
            "source kashmawy/ml_gan on GitHub",
            "10,000 steps",
            "generator",
            "input 100",
            "dense 12544 12544 1,266,944",
            "batch-norm, momentum 0.9, epsilon 1e-3 12544 50,176",
            "total 2,394,241",
            "RMSProp, rate 1e-4, rho 0.9, epsilon 1e-7, times 1 / (1 + 3e-8 t) after t updates",
            "discriminator",
            "convolution 512, kernel 5, stride 1, same 4x4x512 3,277,312",
            "total 4,311,553",
            "non-saturating",
            "100 values of U(-1, 1)",
            "images 28x28x1, pixels 0 to 1",
            "at random, with replacement",
            "the first 5,000 images",
            "discriminator on 256 real and 256 generated images together, then generator on 256",
            "500 rounds of 20 local steps",
            "recipe.faithful=true",
            "recipe.updates.generatedIn=inference",
            "recipe.updates.generatorTurn=both");
  }

  @Test
  void theUpdatePlanIsInWords() {
    assertThat(shown("keras-mlp"))
        .contains("discriminator on 16 real images, again on 16 generated, then generator on 32");
    assertThat(shown("numpy-mlp"))
        .contains(
            "generator on 64, then discriminator on 64 real and 64 generated images together");
    assertThat(shown("tf-dcgan"))
        .contains(
            "discriminator on 256 real and 256 generated images and generator on 256, both from"
                + " one forward pass");
  }

  @Test
  void whatIsNotThereIsNotMentioned() {
    assertThat(shown("quick-dcgan"))
        .doesNotContain("faithful", "labels", "regularisation")
        .contains("held out none");
  }

  @Test
  void everyQuirkIsExplained() {
    for (String recipe : SettingsReader.recipeNames()) {
      assertThat(RecipeSheet.MEANINGS.keySet()).containsAll(SettingsReader.quirks(recipe).keySet());
    }
  }

  @Test
  void linesFitAWideTerminal() {
    for (String recipe : SettingsReader.recipeNames()) {
      assertThat(Jobs.recipes(recipe).out().lines()).allMatch(line -> line.length() <= 120);
    }
    assertThat(Jobs.recipes().out().lines()).allMatch(line -> line.length() <= 145);
  }

  private static String shown(String recipe) {
    Jobs.Outcome shown = Jobs.recipes(recipe);
    assertThat(shown.code()).as(shown.err()).isZero();
    return shown.out().replaceAll(" +", " ");
  }
}
