package io.sparkgan.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EvenlyTest {
  private static final List<Integer> HUNDRED = IntStream.rangeClosed(0, 100).boxed().toList();

  @Test
  void fewAreAllChosen() {
    assertThat(Evenly.chosen(List.of(1, 2, 3), 3)).containsExactly(1, 2, 3);
    assertThat(Evenly.chosen(List.of(), 0)).isEmpty();
  }

  @Test
  void ofManyTheFirstTheLastAndThoseBetweenAreChosen() {
    assertThat(Evenly.chosen(HUNDRED, 5)).containsExactly(0, 25, 50, 75, 100);
    assertThat(Evenly.chosen(HUNDRED, 2)).containsExactly(0, 100);
    assertThat(Evenly.chosen(HUNDRED, 1)).containsExactly(100);
    for (int most = 2; most < 100; most++) {
      assertThat(Evenly.chosen(HUNDRED, most)).hasSize(most).doesNotHaveDuplicates().isSorted();
    }
  }
}
