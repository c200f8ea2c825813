package io.sparkgan.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Whatever is in a file or its name, a console shows it and does nothing else. */
class PlainTextTest {
  @Test
  void textStaysAsItIs() {
    assertThat(PlainText.line("größe 5 € <b>&amp;</b> '; DROP TABLE runs; -- 😀"))
        .isEqualTo("größe 5 € <b>&amp;</b> '; DROP TABLE runs; -- 😀");
  }

  @Test
  void whatATerminalObeysIsShownByItsNumber() {
    assertThat(PlainText.line("\u001b[2J\u0007a\u0000\tb\u009b1m"))
        .isEqualTo("\\u001b[2J\\u0007a\\u0000\\u0009b\\u009b1m");
  }

  @Test
  void whatCannotBeSeenIsShownByItsNumber() {
    assertThat(PlainText.line("a\u202eb\u200bc\ufeffd" + '\ud800'))
        .isEqualTo("a\\u202eb\\u200bc\\ufeffd\\ud800");
  }

  @Test
  void manyLinesAreOne() {
    assertThat(PlainText.line("a\n  b\r\nc\rd\u2028e \n\n f")).isEqualTo("a b c d e f");
  }

  @Test
  void longTextIsCut() {
    assertThat(PlainText.line("x".repeat(1 << 20))).hasSize(2001).endsWith("x…");
    assertThat(PlainText.line("\n".repeat(1 << 20))).hasSizeLessThan(10);
  }
}
