package io.sparkgan.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.Test;

class MnistTest {

  @Test
  void trainingSetIsTheKnownOne() throws IOException {
    try (LabelledImages images = Mnist.train()) {
      assertThat(images.count()).isEqualTo(60_000);
      assertThat(images.height()).isEqualTo(28);
      assertThat(images.width()).isEqualTo(28);
      int[] histogram = new int[10];
      int[] first = new int[5];
      long sum = 0;
      while (images.advance()) {
        histogram[images.label()]++;
        if (images.index() < first.length) {
          first[images.index()] = images.label();
        }
        for (byte pixel : images.pixels()) {
          sum += pixel & 0xff;
        }
      }
      assertThat(first).containsExactly(5, 0, 4, 1, 9);
      assertThat(histogram)
          .containsExactly(5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949);
      // The mean grey value that every tutorial normalises with.
      assertThat(sum / (60_000 * 784 * 255.0)).isBetween(0.13065, 0.13067);
    }
  }

  @Test
  void testSetIsTheKnownOne() throws IOException {
    try (LabelledImages images = Mnist.test()) {
      int[] histogram = new int[10];
      while (images.advance()) {
        histogram[images.label()]++;
      }
      assertThat(images.count()).isEqualTo(10_000);
      assertThat(images.index()).isEqualTo(9_999);
      assertThat(histogram).containsExactly(980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009);
    }
  }

  @Test
  void damagedOrMissingFileIsNamed() {
    EmbeddedFile damaged = new EmbeddedFile("mnist/t10k-labels-idx1-ubyte.gz", "00".repeat(32));
    assertThatThrownBy(damaged::open)
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("mnist/t10k-labels-idx1-ubyte.gz is damaged")
        .hasMessageContaining("expected SHA-256 0000")
        .hasMessageContaining("found b91679a0");
    EmbeddedFile missing = new EmbeddedFile("mnist/none", "00".repeat(32));
    assertThatThrownBy(missing::open)
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("mnist/none is missing");
  }
}
