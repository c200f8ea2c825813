package io.sparkgan.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkgan.config.UserInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Scores are put beside those only that were made alike. */
class ComparisonTest {
  private static final Comparison NOW = new Comparison("mnist-0123abcd", "test");

  @Test
  void theSameIsLetPass() {
    assertThatCode(() -> NOW.requireSame(new Comparison("mnist-0123abcd", "test"), "digits"))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource({"mnist-4567abcd, test", "mnist-0123abcd, held-out"})
  void whatDiffersIsRefusedAndBothAreNamed(String extractor, String split) {
    Comparison before = new Comparison(extractor, split);
    assertThatThrownBy(() -> NOW.requireSame(before, "digits"))
        .isInstanceOf(UserInputException.class)
        .hasMessageContainingAll("evaluation.judge: ", "run digits", extractor, split)
        .hasMessageContaining("judge mnist-0123abcd and test images")
        .satisfies(e -> assertThat(e.getMessage()).hasLineCount(1));
  }
}
