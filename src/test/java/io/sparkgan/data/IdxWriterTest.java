package io.sparkgan.data;

import static io.sparkgan.data.Bytes.hex;
import static io.sparkgan.data.Bytes.stream;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class IdxWriterTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  @Test
  void writesTheBytesOfTheFormat() throws IOException {
    try (IdxWriter writer = IdxWriter.open(out, 2, 1, 3)) {
      writer.write(hex("000102"));
      writer.write(hex("fdfeff"));
    }
    assertThat(out.toByteArray())
        .isEqualTo(hex("00000803 00000002 00000001 00000003 000102 fdfeff"));
  }

  @Test
  void whatItWritesReadsBack() throws IOException {
    byte[] image = new byte[28 * 28];
    try (IdxWriter writer = IdxWriter.open(out, 300, 28, 28)) {
      for (int i = 0; i < 300; i++) {
        image[i] = (byte) i;
        writer.write(image);
      }
    }
    byte[] expected = new byte[28 * 28];
    try (IdxImages images = IdxImages.open(stream(out.toByteArray()), "f")) {
      assertThat(images.count()).isEqualTo(300);
      for (int i = 0; i < 300; i++) {
        expected[i] = (byte) i;
        assertThat(images.next(image)).isTrue();
        assertThat(image).isEqualTo(expected);
      }
      assertThat(images.next(image)).isFalse();
    }
  }

  @Test
  void holdsItsCallerToTheHeader() throws IOException {
    assertThatIllegalArgumentException().isThrownBy(() -> IdxWriter.open(out, 0, 1, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> IdxWriter.open(out, 1, 1 << 12, 4097));
    assertThat(out.size()).isZero();
    IdxWriter writer = IdxWriter.open(out, 2, 1, 1);
    assertThatIllegalArgumentException().isThrownBy(() -> writer.write(new byte[2]));
    writer.write(new byte[1]);
    assertThatIllegalStateException()
        .isThrownBy(writer::close)
        .withMessage("1 of 2 images written");
    writer.write(new byte[1]);
    assertThatIllegalStateException().isThrownBy(() -> writer.write(new byte[1]));
  }
}
