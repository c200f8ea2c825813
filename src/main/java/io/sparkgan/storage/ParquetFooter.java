package io.sparkgan.storage;

import io.sparkgan.config.PlainText;
import io.sparkgan.config.UserInputException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.format.Util;
import org.apache.parquet.format.converter.ParquetMetadataConverter;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;

/**
 * Looks at the footer of a Parquet file before Parquet's own reader does, which allocates what the
 * sizes in it claim: lists of so many elements, and columns of so many bytes.
 */
public final class ParquetFooter {
  private static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);

  /** The footer's length, and the magic once more. */
  private static final int TAIL = Integer.BYTES + MAGIC.length;

  /** Of a footer, which is read as a whole; tables of thousands of columns have less. */
  private static final int LONGEST = 64 << 20;

  private ParquetFooter() {}

  /**
   * Checks that a file has a footer, and that it has room for all that the footer claims.
   *
   * @throws UserInputException if it has not
   */
  public static void require(HadoopFiles files, Path path) throws IOException {
    byte[] footer = read(files, path);
    long end = files.length(path) - TAIL - footer.length;
    for (BlockMetaData group : parsed(footer, path).getBlocks()) {
      group.getColumns().forEach(column -> requireInside(column, end, path));
    }
  }

  private static byte[] read(HadoopFiles files, Path path) throws IOException {
    long length = files.length(path);
    if (length < MAGIC.length + TAIL) {
      throw refusal(path, "a file of %d bytes".formatted(length));
    }
    try (FSDataInputStream in = files.open(path)) {
      byte[] head = new byte[MAGIC.length];
      in.readFully(0, head);
      byte[] tail = new byte[TAIL];
      in.readFully(length - TAIL, tail);
      if (!Arrays.equals(head, MAGIC)
          || !Arrays.equals(tail, Integer.BYTES, TAIL, MAGIC, 0, MAGIC.length)) {
        throw refusal(path, "no PAR1 at its two ends");
      }
      long footer = ByteBuffer.wrap(tail).order(ByteOrder.LITTLE_ENDIAN).getInt();
      long most = Math.min(LONGEST, length - TAIL - MAGIC.length);
      if (footer < 1 || footer > most) {
        throw refusal(path, "a footer of %d bytes where %d are possible".formatted(footer, most));
      }
      byte[] bytes = new byte[(int) footer];
      in.readFully(length - TAIL - footer, bytes);
      return bytes;
    }
  }

  /** Nothing is read any more, so whatever is wrong is wrong with the bytes. */
  private static ParquetMetadata parsed(byte[] footer, Path path) {
    try {
      new CompactThrift(ByteBuffer.wrap(footer)).skipStruct();
      return new ParquetMetadataConverter()
          .fromParquetMetadata(Util.readFileMetaData(new ByteArrayInputStream(footer)));
    } catch (IOException | RuntimeException e) {
      UserInputException refusal = refusal(path, "a footer that cannot be: " + e.getMessage());
      refusal.initCause(e);
      throw refusal;
    }
  }

  private static void requireInside(ColumnChunkMetaData column, long end, Path path) {
    long from = column.getStartingPos();
    long size = column.getTotalSize();
    if (from < MAGIC.length || size < 0 || size > end - from) {
      throw refusal(
          path,
          "column %s of %d bytes at byte %d, where the columns end at %d"
              .formatted(column.getPath().toDotString(), size, from, end));
    }
  }

  private static UserInputException refusal(Path path, String found) {
    return new UserInputException(
        "%s: expected a Parquet file, found %s".formatted(path, PlainText.line(found)));
  }
}
