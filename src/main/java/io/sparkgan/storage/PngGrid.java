package io.sparkgan.storage;

import io.sparkgan.gan.Samples;
import java.awt.image.BufferedImage;
import java.awt.image.WritableRaster;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * Draws samples side by side, row by row, as a PNG of 8-bit grey. A pixel of a sample is 2 x 2 in
 * the picture; a line of 2 grey pixels divides the samples.
 *
 * @param columns samples in a row
 */
public record PngGrid(int columns) {
  private static final int SCALE = 2;
  private static final int GAP = 2;
  private static final int GAP_GREY = 96;

  public PngGrid {
    if (columns < 1) {
      throw new IllegalArgumentException("Grid of %d columns".formatted(columns));
    }
  }

  /**
   * Writes the picture; the stream stays open.
   *
   * @throws IllegalArgumentException if there is no sample
   */
  public void write(Samples samples, OutputStream out) throws IOException {
    try (ImageOutputStream image = new MemoryCacheImageOutputStream(out)) {
      ImageIO.write(draw(samples), "png", image);
    }
  }

  /**
   * The picture.
   *
   * @throws IllegalArgumentException if there is no sample
   */
  public BufferedImage draw(Samples samples) {
    List<Samples.Sample> images = samples.images();
    if (images.isEmpty()) {
      throw new IllegalArgumentException("No sample to draw");
    }
    int across = Math.min(columns, images.size());
    int down = (images.size() + columns - 1) / columns;
    int cellHeight = SCALE * samples.height() + GAP;
    int cellWidth = SCALE * samples.width() + GAP;
    BufferedImage grid =
        new BufferedImage(
            across * cellWidth - GAP, down * cellHeight - GAP, BufferedImage.TYPE_BYTE_GRAY);
    WritableRaster raster = grid.getRaster();
    fill(raster, 0, 0, grid.getWidth(), grid.getHeight(), GAP_GREY);
    for (int i = 0; i < images.size(); i++) {
      int left = i % columns * cellWidth;
      int top = i / columns * cellHeight;
      byte[] pixels = images.get(i).pixels();
      for (int p = 0; p < pixels.length; p++) {
        int x = left + p % samples.width() * SCALE;
        int y = top + p / samples.width() * SCALE;
        fill(raster, x, y, SCALE, SCALE, Byte.toUnsignedInt(pixels[p]));
      }
    }
    return grid;
  }

  private static void fill(WritableRaster raster, int x, int y, int width, int height, int grey) {
    int[] greys = new int[width * height];
    Arrays.fill(greys, grey);
    raster.setSamples(x, y, width, height, 0, greys);
  }
}
