package io.sparkgan.data;

import static io.sparkgan.data.Bytes.gzip;
import static io.sparkgan.data.Bytes.hex;
import static io.sparkgan.data.Bytes.stream;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkgan.config.UserInputException;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IdxLabelsTest {
  private static final byte[] FILE = hex("00000801 00000003 05 00 fe");

  @Test
  void readsLabelsAsUnsignedBytes() throws IOException {
    for (byte[] file : List.of(FILE, gzip(FILE))) {
      try (IdxLabels labels = IdxLabels.open(stream(file), "f")) {
        assertThat(labels.count()).isEqualTo(3);
        assertThat(labels.next()).isEqualTo(5);
        assertThat(labels.next()).isZero();
        assertThat(labels.next()).isEqualTo(254);
        assertThat(labels.next()).isEqualTo(-1);
        assertThat(labels.next()).isEqualTo(-1);
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "00000803 00000001 | f: at byte 3 expected number of dimensions 1 (labels), found 3",
        "00000801 00000000 | f: at byte 4 expected a number of labels from 1 to 2147483647, found 0",
        "00000801 00000002 07 | f: at byte 9 expected 1 more byte of label 2 of 2,"
            + " found the end of the file",
        "00000801 00000001 07 08 | f: at byte 9 expected the end of the file, found more bytes",
        "00000801 00000002 07 ff | f: at byte 9 expected a label from 0 to 254, found 255"
      })
  void refusesWithFilePositionExpectedAndFound(String file, String message) {
    assertThatThrownBy(() -> readAll(hex(file)))
        .isInstanceOf(UserInputException.class)
        .hasMessage(message);
  }

  @Test
  void refusesAFileCutAnywhere() {
    for (byte[] file : List.of(FILE, gzip(FILE))) {
      for (int length = 0; length < file.length; length++) {
        byte[] cut = Arrays.copyOf(file, length);
        assertThatThrownBy(() -> readAll(cut)).isInstanceOf(UserInputException.class);
      }
    }
  }

  private static void readAll(byte[] file) throws IOException {
    try (IdxLabels labels = IdxLabels.open(stream(file), "f")) {
      int label;
      do {
        label = labels.next();
      } while (label >= 0);
    }
  }
}
