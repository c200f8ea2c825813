package io.sparkgan.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.Test;

/** What cannot be read at all is named, too. */
class UnreadableSettingsTest {
  @Test
  void anUnknownRecipeIsAnsweredWithTheKnownOnes() {
    assertThat(Refusal.problems(SettingsSources.recipe("tf-dcgam")))
        .containsExactly(
            "recipe name: expected one of quick-dcgan, keras-mlp, numpy-mlp, oreilly-cnn,"
                + " rmsprop-dcgan, tf-dcgan, found tf-dcgam; did you mean tf-dcgan?");
  }

  @Test
  void textThatIsNotHoconIsNamedWithItsLine() {
    assertThat(
            Refusal.problems(
                SettingsSources.defaults().withConf("my.conf", "training {\n rounds = 1 ]")))
        .singleElement()
        .asString()
        .startsWith("my.conf: cannot be read as HOCON: my.conf: 2");
  }

  @Test
  void anEmptyRunFileMissesItsRecipe() {
    UserInputException refused =
        catchThrowableOfType(
            UserInputException.class, () -> SettingsReader.fromJson("{}", "run.json"));
    assertThat(refused.problems())
        .hasSizeGreaterThan(5)
        .allMatch(line -> line.startsWith("recipe") && line.contains("missing"));
  }
}
