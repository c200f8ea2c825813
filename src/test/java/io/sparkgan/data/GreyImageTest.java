package io.sparkgan.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkgan.config.UserInputException;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;
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
