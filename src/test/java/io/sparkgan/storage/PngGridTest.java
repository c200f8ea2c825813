package io.sparkgan.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkgan.gan.Samples;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class PngGridTest {

  @Test
  void everyPixelIsWhereItBelongs() throws IOException {
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(png(new PngGrid(2), 3)));

    assertThat(image.getType()).isEqualTo(BufferedImage.TYPE_BYTE_GRAY);
    assertThat(image.getWidth()).isEqualTo(2 * (2 * 3) + 2);
    assertThat(image.getHeight()).isEqualTo(2 * (2 * 2) + 2);
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        assertThat(image.getRaster().getSample(x, y, 0)).as("%d,%d", x, y).isEqualTo(grey(x, y));
      }
    }
  }

  /** Cells of 6 x 4 with lines of 2 between them; the cell at the lower right is empty. */
  private static int grey(int x, int y) {
    boolean line = x == 6 || x == 7 || y == 4 || y == 5;
    int image = (x > 7 ? 1 : 0) + (y > 5 ? 2 : 0);
    if (line || image == 3) {
      return 96;
    }
    int pixel = y % 6 / 2 * 3 + x % 8 / 2;
    return 100 + 40 * image + 10 * pixel;
  }

  @Test
  void theSameSamplesGiveTheSameBytes() throws IOException {
    assertThat(png(new PngGrid(3), 7)).isEqualTo(png(new PngGrid(3), 7));
  }

  @Test
  void fewerSamplesThanColumnsMakeANarrowPicture() throws IOException {
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(png(new PngGrid(10), 1)));

    assertThat(image.getWidth()).isEqualTo(6);
    assertThat(image.getHeight()).isEqualTo(4);
  }

  @Test
  void nothingCannotBeDrawn() {
    assertThatThrownBy(() -> new PngGrid(0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () -> new PngGrid(1).write(new Samples(2, 3, List.of()), new ByteArrayOutputStream()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static byte[] png(PngGrid grid, int samples) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    grid.write(TestRuns.samples(samples), out);
    return out.toByteArray();
  }
}
