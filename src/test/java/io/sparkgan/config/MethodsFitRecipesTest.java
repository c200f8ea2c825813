package io.sparkgan.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** One setting is enough to try a method with every recipe it fits; elsewhere a line says why. */
class MethodsFitRecipesTest {
  private static final List<String> FITTING_ALL =
      List.of(
          "recipe.objective=non-saturating",
          "recipe.objective=minimax",
          "recipe.objective=least-squares",
          "recipe.objective=wasserstein",
          "recipe.objective=hinge",
          "recipe.labels.smoothing=one-sided",
          "recipe.labels.smoothing=two-sided",
          "recipe.labels.smoothing=noisy",
          "recipe.labels.flip=0.05",
          "recipe.regularisation.spectralNorm=true",
          "recipe.regularisation.weightClip=0.1",
          "recipe.packing=2",
          "recipe.conditional=true",
          "recipe.faithful=true",
          "recipe.latent.bank=60000",
          "recipe.updates.plan=joint",
          "recipe.updates.plan=separate",
          "recipe.updates.discriminatorWarmUp=100",
          "recipe.updates.counter=shared",
          "recipe.discriminator.optimiser.rate=4e-4",
          "recipe.generator.optimiser.schedule={type=cosine,last=0,updates=10000}",
          "ema.decay=0.9");

  private static final List<String> FITTING_TURNS =
      List.of(
          "recipe.latent.generatorTurn=fresh",
          "recipe.updates.discriminatorSteps=5",
          "recipe.updates.first=generator",
          "recipe.updates.generatorTurn=both",
          "recipe.updates.generatedIn=inference",
          "recipe.batch.perUpdate=16");

  /** Not where the discriminator has batch norm. */
  private static final List<String> FITTING_PENALTIES =
      List.of(
          "recipe.regularisation.gradientPenalty=r1",
          "recipe.regularisation.gradientPenalty=one-centred");

  static Stream<Arguments> fitting() {
    List<Arguments> pairs = new ArrayList<>();
    for (String recipe : SettingsReader.recipeNames()) {
      FITTING_ALL.forEach(set -> pairs.add(Arguments.of(recipe, set)));
      if (!recipe.equals("quick-dcgan")) {
        FITTING_PENALTIES.forEach(set -> pairs.add(Arguments.of(recipe, set)));
      }
      if (!recipe.equals("tf-dcgan")) {
        FITTING_TURNS.forEach(set -> pairs.add(Arguments.of(recipe, set)));
      }
      if (!recipe.equals("rmsprop-dcgan")) {
        pairs.add(Arguments.of(recipe, "recipe.updates.biasCorrection=per-turn"));
      }
    }
    return pairs.stream();
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("fitting")
  void oneSettingIsEnough(String recipe, String set) {
    Configuration configuration =
        SettingsReader.read(SettingsSources.recipe(recipe).withSets(List.of(set)));
    assertThat(SettingsReader.fromJson(configuration.json(), "run.json").settings())
        .isEqualTo(configuration.settings());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "recipe.latent.generatorTurn=fresh     | expected reuse | fresh",
        "recipe.updates.discriminatorSteps=5   | expected 1 | 5",
        "recipe.updates.first=generator        | expected discriminator | generator",
        "recipe.updates.generatorTurn=both     | expected generator | both",
        "recipe.updates.generatedIn=inference  | expected training | inference",
        "recipe.batch.perUpdate=16             | expected 0 | 16",
      })
  void turnsMakeNoSenseInASimultaneousUpdate(String set, String expected, String found) {
    assertThat(refused("tf-dcgan", set))
        .containsExactly(
            "%s (--set): %s, because recipe.updates.plan is simultaneous, found %s"
                .formatted(set.substring(0, set.indexOf('=')), expected, found));
  }

  @Test
  void aSeparateOptimiserPerTargetNeedsTheSeparatePlan() {
    String set = "recipe.updates.discriminatorOptimisers=per-target";
    for (String recipe : List.of("keras-mlp", "oreilly-cnn", "quick-dcgan")) {
      Settings settings =
          SettingsReader.read(SettingsSources.recipe(recipe).withSets(List.of(set))).settings();
      assertThat(settings.recipe().updates().discriminatorOptimisers())
          .isEqualTo(Updates.DiscriminatorOptimisers.PER_TARGET);
    }
    for (String recipe : List.of("numpy-mlp", "rmsprop-dcgan", "tf-dcgan")) {
      assertThat(refused(recipe, set))
          .singleElement()
          .asString()
          .startsWith("recipe.updates.discriminatorOptimisers (--set): expected one, because")
          .endsWith("not separate, found per-target");
    }
  }

  @Test
  void everythingInTheWayOfASimultaneousUpdateIsNamed() {
    assertThat(refused("keras-mlp", "recipe.updates.plan=simultaneous"))
        .satisfiesExactlyInAnyOrder(
            line -> assertThat(line).startsWith("recipe.latent.generatorTurn ("),
            line ->
                assertThat(line)
                    .startsWith("recipe.batch.generator (")
                    .endsWith(
                        "expected 16, the same as recipe.batch.generated, because"
                            + " recipe.updates.plan is simultaneous, found 32"));
    assertThat(refused("numpy-mlp", "recipe.updates.plan=simultaneous"))
        .singleElement()
        .asString()
        .contains("expected discriminator, because recipe.updates.plan is simultaneous");
    assertThat(refused("rmsprop-dcgan", "recipe.updates.plan=simultaneous"))
        .singleElement()
        .asString()
        .contains("expected reuse, because recipe.updates.plan is simultaneous");
    assertThat(refused("oreilly-cnn", "recipe.updates.plan=simultaneous")).hasSize(1);
    SettingsReader.read(
        SettingsSources.recipe("quick-dcgan")
            .withSets(List.of("recipe.updates.plan=simultaneous")));
  }

  @Test
  void wassersteinIsClippedUnlessItsSlopeIsBoundedOtherwise() {
    assertThat(clip("recipe.objective=wasserstein")).isEqualTo(0.01);
    assertThat(clip("recipe.objective=wasserstein", "recipe.regularisation.weightClip=0.05"))
        .isEqualTo(0.05);
    assertThat(clip("recipe.objective=wasserstein", "recipe.regularisation.spectralNorm=true"))
        .isZero();
    assertThat(
            clip(
                "recipe.objective=wasserstein",
                "recipe.regularisation.gradientPenalty=one-centred"))
        .isZero();
    assertThat(clip("recipe.objective=hinge")).isZero();
  }

  @Test
  void classesAreToldToBothNetworks() {
    for (String name : SettingsReader.recipeNames()) {
      Recipe recipe = recipe(name, "recipe.conditional=true");
      assertThat(recipe.generatorInput()).isEqualTo(Shape.units(recipe.latent().size() + 10));
      boolean flat = name.endsWith("-mlp");
      assertThat(recipe.discriminatorInput())
          .isEqualTo(flat ? Shape.units(784 + 10) : Shape.image(11, 28, 28));
    }
  }

  @Test
  void packedImagesAreJudgedTogether() {
    for (String name : SettingsReader.recipeNames()) {
      Recipe recipe = recipe(name, "recipe.packing=2", "recipe.conditional=true");
      boolean flat = name.endsWith("-mlp");
      assertThat(recipe.discriminatorInput())
          .isEqualTo(flat ? Shape.units(2 * 794) : Shape.image(22, 28, 28));
    }
  }

  private static double clip(String... sets) {
    return recipe("keras-mlp", sets).loss().regularisation().weightClip();
  }

  private static Recipe recipe(String name, String... sets) {
    return SettingsReader.read(SettingsSources.recipe(name).withSets(List.of(sets)))
        .settings()
        .recipe();
  }

  private static List<String> refused(String recipe, String... sets) {
    return Refusal.problems(SettingsSources.recipe(recipe).withSets(List.of(sets)));
  }
}
