package io.sparkgan.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Numbers look as a person would write them. */
class DecimalTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "1, 1",
    "10, 10",
    "0.999, 0.999",
    "0.5, 0.5",
    "0.01, 0.01",
    "2e-4, 2e-4",
    "0.001, 1e-3",
    "1.5e-4, 1.5e-4",
    "6e-8, 6e-8",
    "-3e-5, -3e-5",
    "12544, 12544",
  })
  void textIsShort(double value, String text) {
    assertThat(Decimal.text(value)).isEqualTo(text);
  }
}
