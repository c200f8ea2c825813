package io.sparkgan.data;

import io.sparkgan.config.UserInputException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.zip.ZipException;

/**
 * An IDX stream: what files of images and files of labels have in common. A header of two zero
 * bytes, a type byte, the number of dimensions and each dimension's size as four bytes, big-endian;
 * then the items, one unsigned byte a value.
 *
 * <p>What the header claims is believed only as far as one item: nothing is allocated or read ahead
 * for it, so a false header or a gzip bomb does no harm.
 */
final class IdxInput implements AutoCloseable {
  static final int MAX_ITEM_BYTES = 1 << 24;

  private static final int UNSIGNED_BYTE = 0x08;

  private final String name;
  private final int[] sizes;
  private InputStream in;
  private boolean compressed;
  private long position;

  private IdxInput(InputStream in, String name, int dimensions) {
    this.in = in;
    this.name = name;
    this.sizes = new int[dimensions];
  }

  /**
   * Opens a stream, gzipped or not, and reads its header. Owns the stream from here on, also when
   * it fails.
   *
   * @param dimensions what each expected dimension counts, in the words of a message
   */
  static IdxInput open(InputStream in, String name, String... dimensions) throws IOException {
    IdxInput input = new IdxInput(new BufferedInputStream(in), name, dimensions.length);
    try {
      input.detectGzip();
      input.readHeader(dimensions);
      return input;
    } catch (IOException | RuntimeException e) {
      try {
        input.close();
      } catch (IOException suppressed) {
        e.addSuppressed(suppressed);
      }
      throw e;
    }
  }

  String name() {
    return name;
  }

  int size(int dimension) {
    return sizes[dimension];
  }

  /** Fills the whole array. */
  void read(byte[] target, Supplier<String> what) throws IOException {
    int done = 0;
    while (done < target.length) {
      int missing = target.length - done;
      int count;
      try {
        count = in.read(target, done, missing);
      } catch (ZipException e) {
        throw refusal(position, missing(missing, what), e.getMessage());
      }
      if (count < 0) {
        throw refusal(position, missing(missing, what), "the end of the file");
      }
      done += count;
      position += count;
    }
  }

  /**
   * Passes over items, without reading them where the stream can.
   *
   * @param what names an item, by its number from 1
   */
  void skip(long items, LongFunction<String> what) throws IOException {
    long target = position + items * itemBytes();
    while (position < target) {
      long passed;
      try {
        passed = in.skip(target - position);
        if (passed == 0) {
          passed = in.read() < 0 ? 0 : 1;
        }
      } catch (ZipException e) {
        throw refusal(position, "the next item", e.getMessage());
      }
      if (passed == 0) {
        long done = position - Integer.BYTES * (sizes.length + 1L);
        long missing = itemBytes() - done % itemBytes();
        String item = what.apply(done / itemBytes() + 1);
        throw refusal(position, missing((int) missing, () -> item), "the end of the file");
      }
      position += passed;
    }
  }

  /** Whether the stream is compressed, so that what is skipped is read. */
  boolean compressed() {
    return compressed;
  }

  private long itemBytes() {
    return IntStream.of(sizes).skip(1).asLongStream().reduce(1, (a, b) -> a * b);
  }

  /** Checks that nothing follows. */
  void expectEnd() throws IOException {
    int next;
    try {
      next = in.read();
    } catch (ZipException e) {
      throw refusal(position, "the end of the file", e.getMessage());
    }
    if (next >= 0) {
      throw refusal(position, "the end of the file", "more bytes");
    }
  }

  UserInputException refusal(long where, String expected, String found) {
    return new UserInputException(
        "%s: at %s %d expected %s, found %s"
            .formatted(name, compressed ? "uncompressed byte" : "byte", where, expected, found));
  }

  /** Bytes of the uncompressed stream read so far. */
  long position() {
    return position;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  private void detectGzip() throws IOException {
    in.mark(2);
    byte[] magic = in.readNBytes(2);
    in.reset();
    if (magic.length == 2 && magic[0] == 0x1f && magic[1] == (byte) 0x8b) {
      in = new GzipStream(in);
      compressed = true;
    }
  }

  private void readHeader(String[] dimensions) throws IOException {
    byte[] word = new byte[4];
    read(word, () -> "the header");
    if (word[0] != 0 || word[1] != 0) {
      throw refusal(
          0, "an IDX file (0x0000)", "0x%02x%02x".formatted(word[0] & 0xff, word[1] & 0xff));
    }
    if (word[2] != UNSIGNED_BYTE) {
      throw refusal(2, "type 0x08 (unsigned byte)", "type 0x%02x".formatted(word[2] & 0xff));
    }
    if (word[3] != sizes.length) {
      throw refusal(
          3,
          "number of dimensions %d (%s)".formatted(sizes.length, String.join(", ", dimensions)),
          Integer.toString(word[3] & 0xff));
    }
    long itemBytes = 1;
    for (int i = 0; i < sizes.length; i++) {
      sizes[i] = readSize(word, dimensions[i]);
      itemBytes *= i == 0 ? 1 : sizes[i];
      if (itemBytes > MAX_ITEM_BYTES) {
        throw refusal(
            position - 4,
            "at most %d pixels in an image".formatted(MAX_ITEM_BYTES),
            Long.toString(itemBytes));
      }
    }
  }

  private int readSize(byte[] word, String dimension) throws IOException {
    read(word, () -> "the number of " + dimension);
    int size = ByteBuffer.wrap(word).getInt();
    if (size < 1) {
      throw refusal(
          position - 4,
          "a number of %s from 1 to %d".formatted(dimension, Integer.MAX_VALUE),
          Integer.toUnsignedString(size));
    }
    return size;
  }

  private static String missing(int bytes, Supplier<String> what) {
    return "%d more %s of %s".formatted(bytes, bytes == 1 ? "byte" : "bytes", what.get());
  }
}
