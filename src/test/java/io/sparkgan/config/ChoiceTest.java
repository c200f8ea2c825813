package io.sparkgan.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** A slip of the hand is answered with the name that was meant, nonsense is not. */
class ChoiceTest {
  private final Choice choice = new Choice(List.of("localSteps", "rounds", "seed"));

  @Test
  void slipsAreRecognised() {
    assertThat(choice.nearest("localsteps")).contains("localSteps");
    assertThat(choice.nearest("local-steps")).contains("localSteps");
    assertThat(choice.nearest("ruonds")).contains("rounds");
    assertThat(choice.nearest("round")).contains("rounds");
    assertThat(choice.nearest("sed")).contains("seed");
  }

  @Test
  void nonsenseIsNot() {
    assertThat(choice.nearest("momentum")).isEmpty();
    assertThat(choice.nearest("")).isEmpty();
    assertThat(choice.nearest("x".repeat(1_000_000))).isEmpty();
  }

  @Test
  void refusalSaysExpectedAndFound() {
    assertThat(choice.refusal("sead"))
        .isEqualTo("expected one of localSteps, rounds, seed, found sead; did you mean seed?");
  }
}
