package io.sparkgan.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkgan.config.UserInputException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DataFingerprintTest {

  /** The hash is from {@code printf '\1\0\0\0\0\0\0\0\5\12\24' | sha256sum}. */
  @Test
  void oneImageCountsItsHash() {
    assertThat(DataFingerprint.of(1, 5, new byte[] {10, 20}, 1, 2))
        .hasToString("c6ba800575bfe503" + "0000000000000001" + "00000001" + "00000002");
  }

  @Test
  void orderAndPartsDoNotMatter() {
    List<DataFingerprint> images = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      images.add(DataFingerprint.of(i, i % 10, new byte[] {(byte) i, 1, 2, 3}, 2, 2));
    }
    DataFingerprint whole = sum(images);
    assertThat(whole.count()).isEqualTo(100);
    Collections.shuffle(images, new Random(1));
    assertThat(sum(images)).isEqualTo(whole);
    assertThat(sum(images.subList(0, 30)).plus(sum(images.subList(30, 100)))).isEqualTo(whole);
  }

  @Test
  void everyPartOfAnImageMatters() {
    assertThat(
            List.of(
                DataFingerprint.of(0, 0, new byte[4], 2, 2),
                DataFingerprint.of(1, 0, new byte[4], 2, 2),
                DataFingerprint.of(0, 1, new byte[4], 2, 2),
                DataFingerprint.of(0, -1, new byte[4], 2, 2),
                DataFingerprint.of(0, 0, new byte[] {0, 0, 1, 0}, 2, 2),
                DataFingerprint.of(0, 0, new byte[4], 1, 4)))
        .doesNotHaveDuplicates();
  }

  @Test
  void refusesSizesThatDoNotFit() {
    assertThatThrownBy(() -> DataFingerprint.of(7, 0, new byte[5], 2, 2))
        .isInstanceOf(UserInputException.class)
        .hasMessage("Image table: of image 7 expected 2 x 2 pixels, found 5");
    DataFingerprint square = DataFingerprint.of(0, 0, new byte[4], 2, 2);
    DataFingerprint flat = DataFingerprint.of(1, 0, new byte[4], 1, 4);
    assertThatThrownBy(() -> square.plus(flat))
        .isInstanceOf(UserInputException.class)
        .hasMessage("Image table: expected images of one size, found 2 x 2 and 1 x 4");
  }

  private static DataFingerprint sum(List<DataFingerprint> parts) {
    return parts.stream().reduce(DataFingerprint::plus).orElseThrow();
  }
}
