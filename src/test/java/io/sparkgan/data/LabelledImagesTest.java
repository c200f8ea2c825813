package io.sparkgan.data;

import static io.sparkgan.data.Bytes.hex;
import static io.sparkgan.data.Bytes.stream;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkgan.config.UserInputException;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class LabelledImagesTest {
  private static final String IMAGES = "00000803 00000002 00000001 00000002 0a0b 0c0d";

  @Test
  void pairsEachImageWithItsLabel() throws IOException {
    try (LabelledImages pair = open("00000801 00000002 07 03")) {
      assertThat(pair.count()).isEqualTo(2);
      assertThat(pair.height()).isEqualTo(1);
      assertThat(pair.width()).isEqualTo(2);
      assertThat(pair.advance()).isTrue();
      assertThat(pair.index()).isZero();
      assertThat(pair.label()).isEqualTo(7);
      assertThat(pair.pixels()).containsExactly(10, 11);
      assertThat(pair.advance()).isTrue();
      assertThat(pair.index()).isEqualTo(1);
      assertThat(pair.label()).isEqualTo(3);
      assertThat(pair.pixels()).containsExactly(12, 13);
      assertThat(pair.advance()).isFalse();
    }
  }

  @Test
  void refusesCountsThatDifferBeforeTheFirstImage() {
    assertThatThrownBy(() -> open("00000801 00000003 07 03 01"))
        .isInstanceOf(UserInputException.class)
        .hasMessage("labels: at byte 4 expected 2 labels, as many as images in images, found 3");
  }

  @Test
  void refusesBytesAfterTheLastLabel() throws IOException {
    try (LabelledImages pair = open("00000801 00000002 07 03 01")) {
      assertThat(pair.advance()).isTrue();
      assertThat(pair.advance()).isTrue();
      assertThatThrownBy(pair::advance)
          .isInstanceOf(UserInputException.class)
          .hasMessage("labels: at byte 10 expected the end of the file, found more bytes");
    }
  }

  @Test
  void imagesMayHaveNoLabels() throws IOException {
    try (LabelledImages pair =
            LabelledImages.unlabelled(IdxImages.open(stream(hex(IMAGES)), "images"));
        LabelledImages labelled = open("00000801 00000002 07 03")) {
      assertThat(labelled.labelled()).isTrue();
      assertThat(pair.labelled()).isFalse();
      assertThat(pair.count()).isEqualTo(2);
      assertThat(pair.advance()).isTrue();
      assertThat(pair.label()).isEqualTo(ImageBlock.NO_LABEL);
      assertThat(pair.pixels()).containsExactly(10, 11);
      assertThat(pair.advance()).isTrue();
      assertThat(pair.index()).isEqualTo(1);
      assertThat(pair.advance()).isFalse();
    }
  }

  @Test
  void goesOnBehindWhatIsSkipped() throws IOException {
    try (LabelledImages pair = open("00000801 00000002 07 03")) {
      assertThat(pair.skippable()).isTrue();
      pair.skip(1);
      assertThat(pair.advance()).isTrue();
      assertThat(pair.index()).isEqualTo(1);
      assertThat(pair.label()).isEqualTo(3);
      assertThat(pair.pixels()).containsExactly(12, 13);
      assertThat(pair.advance()).isFalse();
    }
  }

  @Test
  void compressedImagesAreSkippedByReadingThem() throws IOException {
    byte[] gzipped = Bytes.gzip(hex(IMAGES));
    try (LabelledImages images =
        LabelledImages.unlabelled(IdxImages.open(stream(gzipped), "images"))) {
      assertThat(images.skippable()).isFalse();
      images.skip(1);
      assertThat(images.advance()).isTrue();
      assertThat(images.pixels()).containsExactly(12, 13);
    }
  }

  @Test
  void whoSkipsBeyondTheEndIsToldWhereItIs() throws IOException {
    byte[] truncated = hex("00000803 00000005 00000001 00000002 0a0b 0c");
    for (int skipped : new int[] {2, 4}) {
      try (LabelledImages images =
          LabelledImages.unlabelled(IdxImages.open(stream(truncated), "images"))) {
        assertThatThrownBy(() -> images.skip(skipped))
            .isInstanceOf(UserInputException.class)
            .hasMessage(
                "images: at byte 19 expected 1 more byte of image 2 of 5, found the end of the file");
      }
    }
  }

  private static LabelledImages open(String labels) throws IOException {
    return LabelledImages.of(
        IdxImages.open(stream(hex(IMAGES)), "images"),
        IdxLabels.open(stream(hex(labels)), "labels"));
  }
}
