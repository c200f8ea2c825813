package io.sparkgan.data;

import java.io.IOException;
import java.io.InputStream;

/**
 * Reads a file of labels in the IDX format (magic number 2049), as strictly as {@link IdxImages}
 * reads images. Label 255 is refused: as a byte it means "no label" elsewhere.
 */
public final class IdxLabels implements AutoCloseable {
  private final IdxInput input;
  private final byte[] label = new byte[1];
  private int read;

  private IdxLabels(IdxInput input) {
    this.input = input;
  }

  /**
   * Opens a file and reads its header. Closes the stream if that fails.
   *
   * @param in the file's bytes, gzipped or not
   * @param name what messages call the file
   */
  public static IdxLabels open(InputStream in, String name) throws IOException {
    return new IdxLabels(IdxInput.open(in, name, "labels"));
  }

  /** Labels in the file, at least 1. */
  public int count() {
    return input.size(0);
  }

  /** The next label, 0 to 254; or -1 after the last, when it also checks that no byte follows. */
  public int next() throws IOException {
    if (read == count()) {
      input.expectEnd();
      return ImageBlock.NO_LABEL;
    }
    input.read(label, () -> "label %d of %d".formatted(read + 1, count()));
    if (label[0] == ImageBlock.NO_LABEL) {
      throw input.refusal(input.position() - 1, "a label from 0 to 254", "255");
    }
    read++;
    return label[0] & 0xff;
  }

  /** Passes over some labels. */
  void skip(int labels) throws IOException {
    input.skip(labels, label -> "label %d of %d".formatted(label, count()));
    read += labels;
  }

  @Override
  public void close() throws IOException {
    input.close();
  }

  String name() {
    return input.name();
  }
}
