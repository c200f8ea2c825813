package io.sparkgan.data;

import static io.sparkgan.data.Bytes.gzip;
import static io.sparkgan.data.Bytes.hex;
import static io.sparkgan.data.Bytes.join;
import static io.sparkgan.data.Bytes.stream;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkgan.config.UserInputException;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IdxImagesTest {
  /** Two images of 2 x 3. */
  private static final byte[] FILE =
      hex("00000803 00000002 00000002 00000003 000102030405 fafbfcfdfeff");

  @Test
  void readsPlainAndGzippedFilesAlike() throws IOException {
    for (byte[] file : List.of(FILE, gzip(FILE))) {
      try (IdxImages images = IdxImages.open(stream(file), "f")) {
        assertThat(images.count()).isEqualTo(2);
        assertThat(images.height()).isEqualTo(2);
        assertThat(images.width()).isEqualTo(3);
        byte[] pixels = new byte[6];
        assertThat(images.next(pixels)).isTrue();
        assertThat(pixels).containsExactly(0, 1, 2, 3, 4, 5);
        assertThat(images.next(pixels)).isTrue();
        assertThat(pixels).containsExactly(-6, -5, -4, -3, -2, -1);
        assertThat(images.next(pixels)).isFalse();
        assertThat(images.next(pixels)).isFalse();
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | f: at byte 0 expected 4 more bytes of the header, found the end of the file",
        "00 | f: at byte 1 expected 3 more bytes of the header, found the end of the file",
        "89504e47 | f: at byte 0 expected an IDX file (0x0000), found 0x8950",
        "00000d03 | f: at byte 2 expected type 0x08 (unsigned byte), found type 0x0d",
        "00000801 | f: at byte 3 expected number of dimensions 3 (images, rows, columns), found 1",
        "000008ff | f: at byte 3 expected number of dimensions 3 (images, rows, columns), found 255",
        "00000803 0000 | f: at byte 6 expected 2 more bytes of the number of images,"
            + " found the end of the file",
        "00000803 00000000 | f: at byte 4 expected a number of images from 1 to 2147483647, found 0",
        "00000803 00000001 80000000 | f: at byte 8 expected a number of rows from 1 to 2147483647,"
            + " found 2147483648",
        "00000803 00000001 00000001 ffffffff | f: at byte 12 expected a number of columns"
            + " from 1 to 2147483647, found 4294967295",
        "00000803 00000001 00001001 00001000 | f: at byte 12 expected at most 16777216 pixels"
            + " in an image, found 16781312",
        "00000803 7fffffff 7fffffff 7fffffff | f: at byte 8 expected at most 16777216 pixels"
            + " in an image, found 2147483647",
        "00000803 00000001 00000001 00000002 07 | f: at byte 17 expected 1 more byte of image 1 of 1,"
            + " found the end of the file",
        "00000803 00000001 00000001 00000002 0708 09 | f: at byte 18 expected the end of the file,"
            + " found more bytes"
      })
  void refusesWithFilePositionExpectedAndFound(String file, String message) {
    assertThatThrownBy(() -> readAll(hex(file)))
        .isInstanceOf(UserInputException.class)
        .hasMessage(message);
    // A gzipped file says which bytes it counts.
    assertThatThrownBy(() -> readAll(gzip(hex(file))))
        .isInstanceOf(UserInputException.class)
        .hasMessage(message.replace("at byte", "at uncompressed byte"));
  }

  @Test
  void refusesAFileCutAnywhere() {
    for (byte[] file : List.of(FILE, gzip(FILE))) {
      for (int length = 0; length < file.length; length++) {
        byte[] cut = Arrays.copyOf(file, length);
        assertOneLine(cut, "cut at " + length);
      }
    }
  }

  @Test
  void refusesAFileWithMoreBytes() {
    assertOneLine(join(FILE, new byte[1]), "plain");
    assertOneLine(gzip(join(FILE, new byte[1])), "inside gzip");
    for (int more = 1; more < 12; more++) {
      assertOneLine(join(gzip(FILE), new byte[more]), more + " bytes after gzip");
    }
  }

  @Test
  void everyFlippedHeaderBitIsRefusedOrReadsAsWhatItSays() throws IOException {
    for (int bit = 0; bit < 16 * 8; bit++) {
      byte[] flipped = FILE.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      // Every size that differs makes the body too long or too short.
      assertOneLine(flipped, "bit " + bit);
    }
  }

  @Test
  void everyFlippedGzipBitIsRefusedOrChangesNothing() throws IOException {
    byte[] file = gzip(FILE);
    List<byte[]> whole = readAll(FILE);
    int refused = 0;
    for (int bit = 0; bit < file.length * 8; bit++) {
      byte[] flipped = file.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      try {
        assertThat(readAll(flipped)).usingRecursiveComparison().isEqualTo(whole);
      } catch (UserInputException e) {
        assertThat(e.getMessage()).startsWith("f: at ").doesNotContain("\n");
        refused++;
      }
    }
    // Time stamp, extra flags, operating system and "text" flag are of no consequence.
    assertThat(refused).isGreaterThan((file.length - 8) * 8 - 8);
  }

  @Test
  void believesAHeaderOnlyAsFarAsOneImage() {
    byte[] claim = hex("00000803 7fffffff 00001000 00001000 00");
    assertThatThrownBy(() -> readAll(claim))
        .isInstanceOf(UserInputException.class)
        .hasMessage(
            "f: at byte 17 expected 16777215 more bytes of image 1 of 2147483647,"
                + " found the end of the file");
  }

  @Test
  void takesNoMoreOfAStreamThanItNeeds() throws IOException {
    byte[] bomb = gzip(join(hex("00000803 00000001 00000001 00000001 2a"), new byte[50_000_000]));
    try (InputStream in = stream(bomb);
        IdxImages images = IdxImages.open(in, "f")) {
      assertThat(images.next(new byte[1])).isTrue();
      assertThatThrownBy(() -> images.next(new byte[1]))
          .hasMessage("f: at uncompressed byte 17 expected the end of the file, found more bytes");
      assertThat(in.available()).isGreaterThan(bomb.length / 2);
    }
  }

  @Test
  void aFailingStreamIsNotTheUsersMistake() {
    InputStream failing =
        new FilterInputStream(stream(FILE)) {
          @Override
          public int read(byte[] target, int offset, int length) throws IOException {
            throw new IOException("disk on fire");
          }
        };
    assertThatThrownBy(() -> IdxImages.open(failing, "f"))
        .isInstanceOf(IOException.class)
        .hasMessage("disk on fire");
  }

  @Test
  void closesAStreamItRefuses() {
    AtomicBoolean closed = new AtomicBoolean();
    InputStream in =
        new ByteArrayInputStream(new byte[0]) {
          @Override
          public void close() {
            closed.set(true);
          }
        };
    assertThatThrownBy(() -> IdxImages.open(in, "f")).isInstanceOf(UserInputException.class);
    assertThat(closed).isTrue();
  }

  @Test
  void anArrayOfTheWrongSizeIsOurMistake() throws IOException {
    try (IdxImages images = IdxImages.open(stream(FILE), "f")) {
      assertThatIllegalArgumentException().isThrownBy(() -> images.next(new byte[5]));
    }
  }

  private static void assertOneLine(byte[] file, String what) {
    assertThatThrownBy(() -> readAll(file))
        .as(what)
        .isInstanceOf(UserInputException.class)
        .hasMessageMatching("f: at (uncompressed )?byte \\d+ expected .+, found .+");
  }

  private static List<byte[]> readAll(byte[] file) throws IOException {
    List<byte[]> all = new ArrayList<>();
    try (IdxImages images = IdxImages.open(stream(file), "f")) {
      byte[] pixels = new byte[images.height() * images.width()];
      while (images.next(pixels)) {
        all.add(pixels.clone());
      }
    }
    return all;
  }
}
