package io.sparkgan.storage;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RoundNameTest {

  @Test
  void everyNameGivesItsRoundBack() {
    for (RoundName form : RoundName.values()) {
      for (int round : new int[] {0, 12, 999_999, 1_000_000, 999_999_999}) {
        assertThat(form.parse(form.of(round))).hasValue(round);
      }
    }
  }

  @Test
  void namesAreTheOnesDocumented() {
    assertThat(RoundName.CHECKPOINT.of(12)).isEqualTo("round-000012.ckpt");
    assertThat(RoundName.GRID.of(12)).isEqualTo("grid-000012.png");
  }

  @Test
  void otherNamesHaveNoRound() {
    for (String name :
        new String[] {
          "",
          "round-12.ckpt",
          ".round-000012.ckpt.tmp",
          "round-000012.ckpt.bak",
          "round-0000000012.ckpt",
          "round--00012.ckpt",
          "round-000012.parquet"
        }) {
      assertThat(RoundName.CHECKPOINT.parse(name)).as(name).isEmpty();
    }
  }
}
