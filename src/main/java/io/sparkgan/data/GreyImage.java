package io.sparkgan.data;

import io.sparkgan.config.UserInputException;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Iterator;
import java.util.Locale;
import java.util.Set;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * An image file in grey: grey images as they are, others by their luma (ITU-R BT.601). Transparency
 * is ignored, and of several images in a file the first is taken.
 *
 * @param height rows
 * @param width columns
 * @param pixels grey values, row by row
 */
public record GreyImage(int height, int width, byte[] pixels) {
  private static final Set<String> FORMATS = Set.of("png", "jpeg", "gif", "bmp");

  /** Where a BMP says how long its header is. */
  private static final int BMP_HEADER = 14;

  /** The shortest header that says how the pixels are coded; that of OS/2 1.x does not. */
  private static final int BMP_CODED = 40;

  /** Where a BMP says how its pixels are coded. */
  private static final int BMP_COMPRESSION = 30;

  private static final int BMP_JPEG = 4;
  private static final int BMP_PNG = 5;

  /**
   * Decodes a file.
   *
   * @param file PNG, JPEG, GIF or BMP, told by its contents
   * @param name what messages call it
   * @throws UserInputException if it is none of these, damaged, or of more than 2^24 pixels
   */
  public static GreyImage decode(byte[] file, String name) {
    requireNothingEmbedded(file, name);
    try (ImageInputStream in =
        new MemoryCacheImageInputStream(new ByteArrayInputStream(PngChunks.critical(file)))) {
      Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
      if (!readers.hasNext()) {
        throw refusal(name, "something else");
      }
      ImageReader reader = readers.next();
      try {
        if (!FORMATS.contains(reader.getFormatName().toLowerCase(Locale.ROOT))) {
          throw refusal(name, reader.getFormatName());
        }
        reader.setInput(in, true, true);
        requireBounded(name, reader.getHeight(0), reader.getWidth(0));
        return of(reader.read(0));
      } finally {
        reader.dispose();
      }
    } catch (UserInputException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      // The JDK's readers throw all kinds of exceptions at damaged files.
      UserInputException exception = refusal(name, "a damaged one: " + e.getMessage());
      exception.initCause(e);
      throw exception;
    }
  }

  /** A BMP may be the wrapping of a PNG or a JPEG, which would say its own size. */
  private static void requireNothingEmbedded(byte[] file, String name) {
    if (saysCompression(file)
        && (file[BMP_COMPRESSION] == BMP_JPEG || file[BMP_COMPRESSION] == BMP_PNG)) {
      throw refusal(name, "a BMP with another image in it");
    }
  }

  /** Whether this is a BMP, and pixels do not begin already where others have the compression. */
  private static boolean saysCompression(byte[] file) {
    if (file.length <= BMP_COMPRESSION || file[0] != 'B' || file[1] != 'M') {
      return false;
    }
    int header = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getInt(BMP_HEADER);
    return Integer.compareUnsigned(header, BMP_CODED) >= 0;
  }

  /** Before anything is allocated for them. */
  private static void requireBounded(String name, int height, int width) {
    if ((long) height * width > IdxInput.MAX_ITEM_BYTES) {
      throw new UserInputException(
          "%s: expected at most %d pixels in an image, found %d x %d (height, width)"
              .formatted(name, IdxInput.MAX_ITEM_BYTES, height, width));
    }
  }

  private static GreyImage of(BufferedImage image) {
    int height = image.getHeight();
    int width = image.getWidth();
    byte[] pixels = new byte[height * width];
    boolean grey =
        image.getColorModel().getNumColorComponents() == 1
            && !(image.getColorModel() instanceof IndexColorModel);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        // Java's own conversion of grey would change its gamma.
        int value = grey ? sample(image.getRaster(), x, y) : luma(image.getRGB(x, y));
        pixels[y * width + x] = (byte) value;
      }
    }
    return new GreyImage(height, width, pixels);
  }

  private static int sample(Raster raster, int x, int y) {
    int bits = raster.getSampleModel().getSampleSize(0);
    return raster.getSample(x, y, 0) >> (bits - Byte.SIZE);
  }

  private static int luma(int rgb) {
    int red = rgb >> 16 & 0xff;
    int green = rgb >> 8 & 0xff;
    int blue = rgb & 0xff;
    return (299 * red + 587 * green + 114 * blue + 500) / 1000;
  }

  private static UserInputException refusal(String name, String found) {
    return new UserInputException(
        "%s: expected a PNG, JPEG, GIF or BMP image, found %s".formatted(name, found));
  }
}
