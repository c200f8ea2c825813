package io.sparkgan.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkgan.storage.GifAnimation.Frame;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.ImageInputStream;
import org.junit.jupiter.api.Test;

class GifAnimationTest {
  private static final int WIDTH = 130;
  private static final int HEIGHT = 4;

  @Test
  void everyPixelOfEveryRoundIsWhatItWas() throws IOException {
    try (ImageInputStream in = animation(0, 7, 12345678)) {
      ImageReader reader = reader(in);
      assertThat(reader.getNumImages(true)).isEqualTo(3);
      for (int i = 0; i < 3; i++) {
        BufferedImage picture = reader.read(i);
        assertThat(picture.getWidth()).isEqualTo(WIDTH);
        assertThat(picture.getHeight()).isEqualTo(HEIGHT + RoundLabel.HEIGHT);
        for (int p = 0; p < WIDTH * HEIGHT; p++) {
          int grey = (p + i) % 256;
          assertThat(picture.getRGB(p % WIDTH, p / WIDTH) & 0xffffff).isEqualTo(grey * 0x10101);
        }
      }
    }
  }

  @Test
  void theLastRoundStaysLongerAndThenItBeginsAgain() throws IOException {
    try (ImageInputStream in = animation(1, 2, 3)) {
      ImageReader reader = reader(in);
      assertThat(IntStream.range(0, 3).map(i -> delay(reader, i))).containsExactly(15, 15, 250);
      IIOMetadataNode loop =
          (IIOMetadataNode) tree(reader, 0).getElementsByTagName("ApplicationExtension").item(0);
      assertThat(loop.getAttribute("applicationID")).isEqualTo("NETSCAPE");
      assertThat((byte[]) loop.getUserObject()).containsExactly(1, 0, 0);
    }
  }

  @Test
  void roundsAreToldApartByTheirLabels() throws IOException {
    try (ImageInputStream in = animation(0, 1, 2, 3, 4, 5, 6, 7, 8, 9)) {
      ImageReader reader = reader(in);
      List<String> labels = IntStream.range(0, 10).mapToObj(i -> label(reader, i)).toList();
      assertThat(labels).doesNotHaveDuplicates().allMatch(label -> label.contains("#"));
    }
  }

  private static ImageInputStream animation(int... rounds) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    GifAnimation.write(
        IntStream.range(0, rounds.length)
            .mapToObj(i -> new Frame(rounds[i], HEIGHT, WIDTH, pixels(i)))
            .iterator(),
        out);
    return ImageIO.createImageInputStream(new ByteArrayInputStream(out.toByteArray()));
  }

  private static byte[] pixels(int first) {
    byte[] pixels = new byte[WIDTH * HEIGHT];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (first + i);
    }
    return pixels;
  }

  private static ImageReader reader(ImageInputStream in) {
    ImageReader reader = ImageIO.getImageReadersByFormatName("gif").next();
    reader.setInput(in);
    return reader;
  }

  private static int delay(ImageReader reader, int index) {
    IIOMetadataNode control =
        (IIOMetadataNode)
            tree(reader, index).getElementsByTagName("GraphicControlExtension").item(0);
    return Integer.parseInt(control.getAttribute("delayTime"));
  }

  private static IIOMetadataNode tree(ImageReader reader, int index) {
    try {
      return (IIOMetadataNode)
          reader.getImageMetadata(index).getAsTree("javax_imageio_gif_image_1.0");
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Dark and light below the picture. */
  private static String label(ImageReader reader, int index) {
    try {
      BufferedImage picture = reader.read(index);
      StringBuilder dots = new StringBuilder();
      for (int y = HEIGHT; y < picture.getHeight(); y++) {
        for (int x = 0; x < WIDTH; x++) {
          dots.append((picture.getRGB(x, y) & 0xff) > 0 ? '#' : ' ');
        }
      }
      return dots.toString();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
