package io.sparkgan.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

final class PaddingTest {
  private static final Padding SAME = new Padding.Same();

  @Test
  void sameDividesAndMultipliesByTheStrideWhateverTheKernel() {
    for (int kernel = 2; kernel < 7; kernel++) {
      assertThat(SAME.convolved(7, kernel, 2)).isEqualTo(4);
      assertThat(SAME.transposed(7, kernel, 2)).isEqualTo(14);
    }
  }

  @Test
  void aTransposedConvolutionThatLeavesGapsIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SAME.transposed(7, 2, 3))
        .withMessage("a kernel of 2 leaves gaps at a stride of 3; make it at least as large");
  }

  @Test
  void zerosOnEverySideGiveTheTextbookSizes() {
    assertThat(new Padding.Zeros(1).convolved(28, 4, 2)).isEqualTo(14);
    assertThat(new Padding.Zeros(1).transposed(14, 4, 2)).isEqualTo(28);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Padding.Zeros(0).convolved(3, 4, 1))
        .withMessageContaining("does not fit");
  }
}
