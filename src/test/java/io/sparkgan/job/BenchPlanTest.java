package io.sparkgan.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkgan.TinyRecipes;
import io.sparkgan.config.Recipe;
import io.sparkgan.config.Recipe.Latent.ForGenerator;
import io.sparkgan.config.SettingsReader;
import io.sparkgan.config.SettingsSources;
import io.sparkgan.config.Updates;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every recipe is measured in the same step, and with its own networks. */
class BenchPlanTest {
  static Stream<SettingsSources> everyRecipe() {
    return SettingsReader.recipeNames().stream()
        .map(SettingsSources::recipe)
        .flatMap(plain -> Stream.of(plain, plain.withSets(List.of("recipe.faithful=true"))));
  }

  @ParameterizedTest
  @MethodSource("everyRecipe")
  void aStepIsAJointUpdateOfTheDiscriminatorAndOneOfTheGenerator(SettingsSources recipe) {
    Recipe measured = read(recipe.withOptions(BenchPlan.settings(48)));

    assertThat(measured.updates()).isEqualTo(TinyRecipes.updates(Updates.Plan.JOINT));
    assertThat(measured.latent().generatorTurn()).isEqualTo(ForGenerator.REUSE);
    assertThat(measured.latent().bank()).isZero();
    assertThat(measured.batch())
        .isEqualTo(new Recipe.Batch(48, 48, 48, read(recipe).batch().drawing(), 0));
  }

  @ParameterizedTest
  @MethodSource("everyRecipe")
  void networksLossAndNoiseAreTheRecipesOwn(SettingsSources recipe) {
    Recipe own = read(recipe);
    Recipe measured = read(recipe.withOptions(BenchPlan.settings(48)));

    assertThat(measured.generator()).isEqualTo(own.generator());
    assertThat(measured.discriminator()).isEqualTo(own.discriminator());
    assertThat(measured.loss()).isEqualTo(own.loss());
    assertThat(measured.latent().size()).isEqualTo(own.latent().size());
    assertThat(measured.latent().distribution()).isEqualTo(own.latent().distribution());
  }

  private static Recipe read(SettingsSources sources) {
    return SettingsReader.read(sources).settings().recipe();
  }
}
