package io.sparkgan.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

/** The class of image i is a function of i alone, wherever a block begins. */
final class ClassOrderTest {
  @Test
  void classesTakeTurnsAcrossBlocks() {
    ClassOrder order = new ClassOrder(0, 3);

    assertThat(order.of(0, 7)).containsExactly(0, 1, 2, 0, 1, 2, 0);
    assertThat(order.of(100, 4)).containsExactly(1, 2, 0, 1);
    assertThat(order.of(3L << 32, 2)).containsExactly(0, 1);
  }

  @Test
  void oneClassIsThatOfAllImages() {
    assertThat(ClassOrder.only(7).of(100, 3)).containsExactly(7, 7, 7);
  }

  @Test
  void withoutClassesThereIsNothingToAskFor() {
    assertThat(new ClassOrder(0, 0).of(0, 5)).isEmpty();
  }

  @Test
  void noClassIsNegative() {
    assertThatIllegalArgumentException().isThrownBy(() -> ClassOrder.only(-1));
  }
}
