package io.sparkgan.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkgan.config.Updates.BiasCorrection;
import io.sparkgan.config.Updates.Counter;
import io.sparkgan.config.Updates.DiscriminatorOptimisers;
import io.sparkgan.config.Updates.GeneratedIn;
import io.sparkgan.config.Updates.Learns;
import io.sparkgan.config.Updates.Plan;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code recipe.faithful = true} lays a file's quirks over what the file says, and no higher. */
class FaithfulRecipesTest {
  private static final String FAITHFUL = "recipe.faithful=true";

  @Test
  void oreillyCnnHasTwoOptimisersAndAHeadStart() {
    Updates updates = faithful("oreilly-cnn").updates();
    assertThat(updates.discriminatorOptimisers()).isEqualTo(DiscriminatorOptimisers.PER_TARGET);
    assertThat(updates.discriminatorWarmUp()).isEqualTo(300);
  }

  @Test
  void numpyMlpHasABankAnOrderSmallUpdatesAndAForgetfulCorrection() {
    Recipe recipe = faithful("numpy-mlp");
    assertThat(recipe.latent().bank()).isEqualTo(60_000);
    assertThat(recipe.batch().drawing()).isEqualTo(Recipe.Batch.Drawing.IN_ORDER);
    assertThat(recipe.batch().perUpdate()).isEqualTo(32);
    assertThat(recipe.updates().biasCorrection()).isEqualTo(BiasCorrection.PER_TURN);
  }

  @Test
  void kerasMlpHasOneCounter() {
    Updates updates = faithful("keras-mlp").updates();
    assertThat(updates.counter()).isEqualTo(Counter.SHARED);
    assertThat(updates.generatedIn()).isEqualTo(GeneratedIn.INFERENCE);
  }

  @Test
  void rmspropDcganTrainsTheDiscriminatorTwice() {
    Updates updates = faithful("rmsprop-dcgan").updates();
    assertThat(updates.generatorTurn()).isEqualTo(Learns.BOTH);
    assertThat(updates.generatedIn()).isEqualTo(GeneratedIn.INFERENCE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"quick-dcgan", "tf-dcgan"})
  void theOthersHaveNone(String recipe) {
    assertThat(SettingsReader.quirks(recipe)).isEmpty();
    assertThat(faithful(recipe)).isEqualTo(plain(recipe));
  }

  @Test
  void nothingButTheQuirksChanges() {
    for (String recipe : SettingsReader.recipeNames()) {
      List<String> sets =
          SettingsReader.quirks(recipe).entrySet().stream()
              .map(quirk -> quirk.getKey() + "=" + quirk.getValue())
              .toList();
      assertThat(recipe(SettingsSources.recipe(recipe).withSets(sets))).isEqualTo(faithful(recipe));
    }
  }

  @Test
  void quirksLieBelowFileSetsAndOptions() {
    SettingsSources numpy = SettingsSources.recipe("numpy-mlp").withSets(List.of(FAITHFUL));
    assertThat(bank(numpy)).isEqualTo(60_000);
    SettingsSources file = numpy.withConf("my.conf", "recipe.latent.bank = 5000");
    assertThat(bank(file)).isEqualTo(5000);
    SettingsSources set = file.withSets(List.of(FAITHFUL, "recipe.latent.bank=6000"));
    assertThat(bank(set)).isEqualTo(6000);
    assertThat(bank(set.withOptions(Map.of("recipe.latent.bank", "7000")))).isEqualTo(7000);
  }

  @Test
  void theStrongestWordOnFaithfulCounts() {
    SettingsSources file =
        SettingsSources.recipe("numpy-mlp").withConf("my.conf", "recipe.faithful = true");
    assertThat(bank(file)).isEqualTo(60_000);
    assertThat(bank(file.withSets(List.of("recipe.faithful=false")))).isZero();
    String substituted = "recipe = ${recipe} { faithful = true }";
    assertThat(bank(file.withConf("my.conf", substituted))).isEqualTo(60_000);
  }

  @Test
  void aFileOfOnesOwnMayHaveQuirks() {
    SettingsSources file =
        SettingsSources.recipe("quick-dcgan")
            .withConf(
                "my.conf",
                """
                recipe { name = mine, latent.bank = 100 }
                quirks.recipe.latent.bank = 200
                """);
    assertThat(bank(file)).isEqualTo(100);
    assertThat(bank(file.withSets(List.of(FAITHFUL)))).isEqualTo(200);
    assertThat(bank(file.withSets(List.of(FAITHFUL, "recipe.latent.bank=300")))).isEqualTo(300);
  }

  @Test
  void theJsonRemembersAndDoesNotRepeatIt() {
    Configuration configuration =
        SettingsReader.read(
            SettingsSources.recipe("numpy-mlp")
                .withSets(List.of(FAITHFUL, "recipe.latent.bank=600")));
    Configuration again = SettingsReader.fromJson(configuration.json(), "run.json");
    assertThat(configuration.json()).contains("\"faithful\" : true").doesNotContain("quirks");
    assertThat(again.settings()).isEqualTo(configuration.settings());
    assertThat(again.json()).isEqualTo(configuration.json());
    assertThat(configuration.with(Map.of("training.workers", "2")).settings().recipe())
        .isEqualTo(configuration.settings().recipe());
  }

  @Test
  void withAnotherPlanAQuirkMayNotFit() {
    SettingsSources oreilly =
        SettingsSources.recipe("oreilly-cnn")
            .withSets(List.of(FAITHFUL, "recipe.updates.plan=joint"));
    assertThat(Refusal.problems(oreilly))
        .singleElement()
        .asString()
        .startsWith("recipe.updates.discriminatorOptimisers (conf/recipes/oreilly-cnn.conf: ")
        .endsWith(
            "): expected one, because recipe.updates.plan is joint, not separate, found per-target");
    assertThat(plain("oreilly-cnn").updates().plan()).isEqualTo(Plan.SEPARATE);
  }

  private static int bank(SettingsSources sources) {
    return recipe(sources).latent().bank();
  }

  private static Recipe faithful(String recipe) {
    return recipe(SettingsSources.recipe(recipe).withSets(List.of(FAITHFUL)));
  }

  private static Recipe plain(String recipe) {
    return recipe(SettingsSources.recipe(recipe));
  }

  private static Recipe recipe(SettingsSources sources) {
    return SettingsReader.read(sources).settings().recipe();
  }
}
