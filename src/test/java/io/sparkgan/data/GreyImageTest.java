package io.sparkgan.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkgan.Allocation;
import io.sparkgan.config.UserInputException;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GreyImageTest {
  @ParameterizedTest
  @ValueSource(strings = {"png", "bmp"})
  void greyStaysAsItIs(String format) throws IOException {
    BufferedImage image = new BufferedImage(256, 2, BufferedImage.TYPE_BYTE_GRAY);
    for (int x = 0; x < 256; x++) {
      image.getRaster().setSample(x, 0, 0, x);
      image.getRaster().setSample(x, 1, 0, 255 - x);
    }
    GreyImage grey = GreyImage.decode(file(image, format), "f");

    assertThat(grey.height()).isEqualTo(2);
    assertThat(grey.width()).isEqualTo(256);
    for (int x = 0; x < 256; x++) {
      assertThat(grey.pixels()[x] & 0xff).isEqualTo(x);
      assertThat(grey.pixels()[256 + x] & 0xff).isEqualTo(255 - x);
    }
  }

  @Test
  void colourTablesAreLookedUp() throws IOException {
    byte[] levels = {0, 7, (byte) 200, (byte) 255};
    BufferedImage image =
        new BufferedImage(
            4,
            1,
            BufferedImage.TYPE_BYTE_INDEXED,
            new IndexColorModel(8, 4, levels, levels, levels));
    image.getRaster().setSamples(0, 0, 4, 1, 0, new int[] {3, 2, 1, 0});

    assertThat(GreyImage.decode(file(image, "gif"), "f").pixels())
        .containsExactly((byte) 255, (byte) 200, 7, 0);
  }

  @Test
  void sixteenBitsBecomeTheUpperEight() throws IOException {
    BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_USHORT_GRAY);
    image.getRaster().setSample(0, 0, 0, 0x12ff);
    image.getRaster().setSample(1, 0, 0, 0xfe00);

    assertThat(GreyImage.decode(file(image, "png"), "f").pixels())
        .containsExactly(0x12, (byte) 0xfe);
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "bmp"})
  void coloursBecomeTheirLuma(String format) throws IOException {
    BufferedImage image = new BufferedImage(4, 1, BufferedImage.TYPE_INT_RGB);
    int[] colours = {0xff0000, 0x00ff00, 0x0000ff, 0xffffff};
    image.setRGB(0, 0, 4, 1, colours, 0, 4);

    assertThat(GreyImage.decode(file(image, format), "f").pixels())
        .containsExactly(76, (byte) 150, 29, (byte) 255);
  }

  @Test
  void jpegIsRead() throws IOException {
    BufferedImage image = new BufferedImage(16, 8, BufferedImage.TYPE_BYTE_GRAY);
    image.getRaster().setSamples(0, 0, 16, 8, 0, filled(128, 100));

    assertThat(GreyImage.decode(file(image, "jpg"), "f").pixels()).hasSize(128).containsOnly(100);
  }

  @Test
  void damageIsTheUsersMistake() throws IOException {
    byte[] png = file(new BufferedImage(9, 9, BufferedImage.TYPE_INT_RGB), "png");
    refused(Arrays.copyOf(png, png.length / 2), "f.png: expected a PNG, JPEG, GIF or BMP image");
    refused("no image".getBytes(StandardCharsets.UTF_8), "found something else");
    refused(new byte[0], "found something else");
  }

  @Test
  void theSizeIsCheckedBeforeAnythingIsAllocated() throws IOException {
    byte[] png = file(new BufferedImage(9, 9, BufferedImage.TYPE_BYTE_GRAY), "png");
    // The header's width and height, and its checksum.
    ByteBuffer.wrap(png).putInt(16, 100_000).putInt(20, 100_000);
    CRC32 checksum = new CRC32();
    checksum.update(png, 12, 17);
    ByteBuffer.wrap(png).putInt(29, (int) checksum.getValue());

    refused(png, "f.png: expected at most 16777216 pixels in an image, found 100000 x 100000");
  }

  @Test
  void textsInAPngAreNotDecompressed() throws IOException {
    BufferedImage image =
        new BufferedImage(
            2,
            1,
            BufferedImage.TYPE_BYTE_INDEXED,
            new IndexColorModel(8, 2, new byte[] {7, 9}, new byte[] {7, 9}, new byte[] {7, 9}));
    image.getRaster().setSample(1, 0, 0, 1);
    byte[] png = file(image, "png");
    for (String type : List.of("zTXt", "iTXt", "iCCP")) {
      byte[] bomb = withChunk(png, type, bomb(type));
      assertThat(Allocation.of(() -> GreyImage.decode(bomb, "f"))).isLessThan(8 << 20);
      assertThat(GreyImage.decode(bomb, "f").pixels()).containsExactly(7, 9);
    }
  }

  @Test
  void anImageInAnImageIsRefused() throws IOException {
    byte[] bmp = file(new BufferedImage(9, 9, BufferedImage.TYPE_INT_RGB), "bmp");
    for (byte compression : new byte[] {4, 5}) {
      bmp[30] = compression;
      refused(bmp, "found a BMP with another image in it");
    }
  }

  /** Where later headers have the compression, it has the green of the second pixel. */
  @Test
  void aBmpOfOs2IsRead() {
    ByteBuffer bmp = ByteBuffer.allocate(34).order(ByteOrder.LITTLE_ENDIAN);
    bmp.put((byte) 'B').put((byte) 'M').putInt(34).putInt(0).putInt(26);
    bmp.putInt(12).putShort((short) 2).putShort((short) 1).putShort((short) 1).putShort((short) 24);
    bmp.put(new byte[] {9, 9, 9, 4, 4, 4});

    assertThat(bmp.get(30)).isEqualTo((byte) 4);
    assertThat(GreyImage.decode(bmp.array(), "f").pixels()).containsExactly(9, 4);
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "bmp", "gif", "jpg"})
  void everyCutAndEveryFlippedByteIsReadOrRefused(String format) throws IOException {
    byte[] whole = file(new BufferedImage(9, 9, BufferedImage.TYPE_BYTE_GRAY), format);
    for (int i = 0; i < whole.length; i++) {
      byte[] flipped = whole.clone();
      flipped[i] ^= (byte) 0xff;
      for (byte[] damaged : List.of(Arrays.copyOf(whole, i), flipped)) {
        try {
          GreyImage.decode(damaged, "f");
        } catch (UserInputException e) {
          assertThat(e).message().startsWith("f: expected ");
        }
      }
    }
  }

  /** 20 MB of nothing in 20 kB. */
  private static byte[] bomb(String type) throws IOException {
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    data.write((type.equals("iTXt") ? "k\0\1\0\0\0" : "k\0\0").getBytes(StandardCharsets.US_ASCII));
    try (DeflaterOutputStream out = new DeflaterOutputStream(data)) {
      out.write(new byte[20_000_000]);
    }
    return data.toByteArray();
  }

  /** The chunk comes after the header, which is the first. */
  private static byte[] withChunk(byte[] png, String type, byte[] data) {
    ByteBuffer file = ByteBuffer.allocate(png.length + 12 + data.length).put(png, 0, 33);
    int from = file.position();
    file.putInt(data.length).put(type.getBytes(StandardCharsets.US_ASCII)).put(data);
    CRC32 checksum = new CRC32();
    checksum.update(file.array(), from + 4, data.length + 4);
    return file.putInt((int) checksum.getValue()).put(png, 33, png.length - 33).array();
  }

  private static void refused(byte[] file, String words) {
    assertThatThrownBy(() -> GreyImage.decode(file, "f.png"))
        .isInstanceOf(UserInputException.class)
        .hasMessageContaining(words)
        .message()
        .hasLineCount(1);
  }

  private static int[] filled(int count, int value) {
    int[] values = new int[count];
    Arrays.fill(values, value);
    return values;
  }

  private static byte[] file(BufferedImage image, String format) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertThat(ImageIO.write(image, format, out)).isTrue();
    return out.toByteArray();
  }
}
