package io.sparkgan.data;

import static io.sparkgan.data.Bytes.gzip;
import static io.sparkgan.data.Bytes.hex;
import static io.sparkgan.data.Bytes.join;
import static io.sparkgan.data.Bytes.stream;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.ZipException;
import org.junit.jupiter.api.Test;

class GzipStreamTest {
  private static final byte[] TEXT = hex("0102030405");

  @Test
  void readsWhatTheJdkWrites() throws IOException {
    byte[] noise = new byte[1_000_000];
    new Random(1).nextBytes(noise);
    assertThat(read(gzip(noise))).isEqualTo(noise);
    assertThat(read(gzip(new byte[1_000_000]))).isEqualTo(new byte[1_000_000]);
    assertThat(read(gzip(new byte[0]))).isEmpty();
  }

  @Test
  void readsMembersOneAfterTheOther() throws IOException {
    assertThat(read(join(gzip(TEXT), gzip(new byte[0]), gzip(TEXT)))).isEqualTo(join(TEXT, TEXT));
  }

  @Test
  void readsHeadersWithEveryOptionalField() throws IOException {
    byte[] header = hex("1f8b 08 1e 00000000 00 03 0200 aabb 6e00 6300");
    CRC32 checksum = new CRC32();
    checksum.update(header);
    byte[] sum = {(byte) checksum.getValue(), (byte) (checksum.getValue() >> 8)};
    byte[] plain = gzip(TEXT);
    byte[] body = Arrays.copyOfRange(plain, 10, plain.length);
    assertThat(read(join(header, sum, body))).isEqualTo(TEXT);
    sum[0]++;
    assertThatThrownBy(() -> read(join(header, sum, body)))
        .isInstanceOf(ZipException.class)
        .hasMessage("wrong gzip header checksum");
  }

  @Test
  void readsStreamsThatGiveOneByteAtATime() throws IOException {
    InputStream drip =
        new FilterInputStream(stream(join(gzip(TEXT), gzip(TEXT)))) {
          @Override
          public int read(byte[] target, int offset, int length) throws IOException {
            return super.read(target, offset, Math.min(1, length));
          }
        };
    try (InputStream in = new GzipStream(drip)) {
      assertThat(in.readAllBytes()).isEqualTo(join(TEXT, TEXT));
    }
  }

  @Test
  void whateverFollowsIsDamage() {
    for (int more = 1; more < 40; more++) {
      byte[] file = join(gzip(TEXT), new byte[more]);
      assertThatThrownBy(() -> read(file)).isInstanceOf(ZipException.class);
    }
  }

  private static byte[] read(byte[] file) throws IOException {
    try (InputStream in = new GzipStream(stream(file))) {
      return in.readAllBytes();
    }
  }
}
