package io.sparkgan.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RoundRangeTest {

  @Test
  void namesAreTheOnesDocumented() {
    assertThat(RoundRange.of(12).fileName()).isEqualTo("round-000012.parquet");
    assertThat(new RoundRange(1, 100).fileName()).isEqualTo("rounds-000001-000100.parquet");
  }

  @Test
  void everyNameGivesItsRangeBack() {
    for (RoundRange range :
        new RoundRange[] {
          RoundRange.of(0),
          RoundRange.of(999_999_999),
          new RoundRange(0, 1),
          new RoundRange(999_999, 1_000_000)
        }) {
      assertThat(RoundRange.parse(range.fileName())).contains(range);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "round-12.parquet",
        "round=000012",
        ".round-000012.parquet.tmp",
        ".round-000012.parquet.crc",
        "round-000012.ckpt",
        "rounds-000012.parquet",
        "rounds-000012-000012.parquet",
        "rounds-000013-000012.parquet",
        "rounds-000012-000013.parquet.bak",
        "rounds-0000000001-0000000002.parquet"
      })
  void otherNamesHaveNone(String name) {
    assertThat(RoundRange.parse(name)).isEmpty();
  }

  @Test
  void onlyAWiderRangeCovers() {
    RoundRange range = new RoundRange(2, 4);
    assertThat(range.covers(RoundRange.of(2))).isTrue();
    assertThat(range.covers(new RoundRange(3, 4))).isTrue();
    assertThat(range.covers(range)).isFalse();
    assertThat(range.covers(RoundRange.of(1))).isFalse();
    assertThat(range.covers(new RoundRange(1, 4))).isFalse();
    assertThat(range.covers(new RoundRange(4, 5))).isFalse();
  }

  @Test
  void aRangeGoesForward() {
    assertThatThrownBy(() -> new RoundRange(3, 2)).hasMessage("Rounds 3 to 2");
    assertThatThrownBy(() -> RoundRange.of(-1)).hasMessage("Rounds -1 to -1");
  }
}
