package io.sparkgan.data;

import java.io.IOException;
import java.io.InputStream;

/**
 * Reads a file of grey images in the IDX format (magic number 2051), one image at a time, strictly:
 * what is wrong in the file is one {@link io.sparkgan.config.UserInputException} with file,
 * position in the uncompressed bytes, expected and found. A failing stream is an {@link
 * IOException}.
 */
public final class IdxImages implements AutoCloseable {
  private final IdxInput input;
  private int read;

  private IdxImages(IdxInput input) {
    this.input = input;
  }

  /**
   * Opens a file and reads its header. Closes the stream if that fails.
   *
   * @param in the file's bytes, gzipped or not
   * @param name what messages call the file
   */
  public static IdxImages open(InputStream in, String name) throws IOException {
    return new IdxImages(IdxInput.open(in, name, "images", "rows", "columns"));
  }

  /** Images in the file, at least 1. */
  public int count() {
    return input.size(0);
  }

  /** Rows of an image, at least 1. */
  public int height() {
    return input.size(1);
  }

  /** Columns of an image, at least 1; height times width is at most 2^24. */
  public int width() {
    return input.size(2);
  }

  /**
   * Reads one image. After the last it checks that no byte follows.
   *
   * @param pixels takes height x width grey values, row by row, 0 to 255 as unsigned bytes
   * @return false after the last image
   */
  public boolean next(byte[] pixels) throws IOException {
    if (pixels.length != height() * width()) {
      throw new IllegalArgumentException(
          "Array of %d bytes for an image of %d x %d".formatted(pixels.length, height(), width()));
    }
    if (read == count()) {
      input.expectEnd();
      return false;
    }
    input.read(pixels, () -> "image %d of %d".formatted(read + 1, count()));
    read++;
    return true;
  }

  /** Passes over some images, without reading them unless the file is compressed. */
  void skip(int images) throws IOException {
    input.skip(images, image -> "image %d of %d".formatted(image, count()));
    read += images;
  }

  /** Whether the file is gzipped, so that nothing in it is reached without what comes before. */
  boolean compressed() {
    return input.compressed();
  }

  @Override
  public void close() throws IOException {
    input.close();
  }

  String name() {
    return input.name();
  }
}
