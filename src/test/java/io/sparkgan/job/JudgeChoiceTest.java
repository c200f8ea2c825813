package io.sparkgan.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkgan.config.Configuration;
import io.sparkgan.config.Settings;
import io.sparkgan.config.SettingsReader;
import io.sparkgan.config.SettingsSources;
import io.sparkgan.config.UserInputException;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A judge fits the recipe, or is refused by the name of the key or option that chose it. */
class JudgeChoiceTest {
  private static final org.apache.hadoop.conf.Configuration HADOOP =
      new org.apache.hadoop.conf.Configuration();

  private static final Map<String, String> TWELVE =
      Map.of("recipe.conditional", "true", "recipe.classes", "12");

  @Test
  void aJudgeOfOtherClassesThanAConditionalRecipeIsRefused() {
    Settings settings = with(TWELVE, "mnist").settings();
    assertThatThrownBy(() -> JudgeChoice.of(settings, HADOOP))
        .isInstanceOf(UserInputException.class)
        .hasMessageStartingWith("evaluation.judge: judge mnist knows 10 classes")
        .hasMessageContainingAll("recipe.classes is 12", "or set it to none");
    assertThatThrownBy(() -> JudgeChoice.of(Optional.of("mnist"), settings, HADOOP))
        .isInstanceOf(UserInputException.class)
        .hasMessageStartingWith("--judge: judge mnist knows 10 classes")
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("none"));
  }

  @Test
  void aConditionalRecipeOfItsClassesFits() {
    Settings settings = with(Map.of("recipe.conditional", "true"), "mnist").settings();
    assertThat(JudgeChoice.of(settings, HADOOP)).isPresent();
    assertThat(JudgeChoice.of(Optional.empty(), settings, HADOOP).name()).isEqualTo("mnist");
  }

  @Test
  void theShippedJudgeIsChosenOnlyIfItFits() {
    assertThat(settled(with(Map.of(), "auto"))).isEqualTo("mnist");
    assertThat(settled(with(TWELVE, "auto"))).isEqualTo("none");
    assertThat(settled(with(Map.of("data.uri", "letters"), "auto"))).isEqualTo("none");
  }

  @Test
  void withoutARunAJudgeNeedsToFitNoRecipe() {
    Settings settings = with(TWELVE, "none").settings();
    assertThat(JudgeChoice.withoutRun(Optional.of("mnist"), settings, HADOOP).name())
        .isEqualTo("mnist");
  }

  @Test
  void whereNoneIsKnownOneMustBeGiven() {
    Settings settings = with(Map.of("data.uri", "letters"), "none").settings();
    assertThatThrownBy(() -> JudgeChoice.withoutRun(Optional.empty(), settings, HADOOP))
        .isInstanceOf(UserInputException.class)
        .hasMessageContainingAll("--judge: no run names a judge", "none is shipped for letters");
  }

  private static String settled(Configuration configuration) {
    return JudgeChoice.settled(configuration, HADOOP).settings().evaluation().judge();
  }

  private static Configuration with(Map<String, String> options, String judge) {
    return SettingsReader.read(SettingsSources.defaults().withOptions(options))
        .with(Map.of("evaluation.judge", judge));
  }
}
