package io.sparkgan.data;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/** Writes a file of grey images in the IDX format, one image at a time. */
public final class IdxWriter implements AutoCloseable {
  private static final int MAGIC = 0x00000803;

  private final OutputStream out;
  private final int count;
  private final int imageBytes;
  private int written;

  private IdxWriter(OutputStream out, int count, int imageBytes) {
    this.out = out;
    this.count = count;
    this.imageBytes = imageBytes;
  }

  /**
   * Begins a file with its header. Owns the stream once it has returned.
   *
   * @param count images that will be written, at least 1
   * @param height rows of an image; height times width is at most 2^24
   * @param width columns of an image
   */
  public static IdxWriter open(OutputStream out, int count, int height, int width)
      throws IOException {
    if (count < 1 || height < 1 || width < 1 || (long) height * width > IdxInput.MAX_ITEM_BYTES) {
      throw new IllegalArgumentException(
          "%d images of %d x %d do not fit an IDX file".formatted(count, height, width));
    }
    out.write(
        ByteBuffer.allocate(16).putInt(MAGIC).putInt(count).putInt(height).putInt(width).array());
    return new IdxWriter(out, count, height * width);
  }

  /**
   * Writes one image.
   *
   * @param pixels height x width grey values, row by row
   */
  public void write(byte[] pixels) throws IOException {
    if (pixels.length != imageBytes) {
      throw new IllegalArgumentException(
          "Image of %d bytes, expected %d".formatted(pixels.length, imageBytes));
    }
    if (written == count) {
      throw new IllegalStateException("More than %d images".formatted(count));
    }
    out.write(pixels);
    written++;
  }

  /** Closes the stream; fails if fewer images were written than the header says. */
  @Override
  public void close() throws IOException {
    out.close();
    if (written != count) {
      throw new IllegalStateException("%d of %d images written".formatted(written, count));
    }
  }
}
