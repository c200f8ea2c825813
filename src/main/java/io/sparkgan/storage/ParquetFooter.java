package io.sparkgan.storage;

import io.sparkgan.config.PlainText;
import io.sparkgan.config.UserInputException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;

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
    long length = files.length(path);
    long columns = requireStructure(files, path, length);
    try (ParquetFileReader reader = ParquetFileReader.open(new RunFileInput(files, path))) {
      for (BlockMetaData group : reader.getRowGroups()) {
        group.getColumns().forEach(column -> requireInside(column, columns, path));
      }
    } catch (RuntimeException e) {
      throw e instanceof UserInputException ? e : refusal(path, e.toString());
    } catch (IOException e) {
      // Its bytes were read already, so it is not the file system that fails.
      throw refusal(path, e.toString());
    }
  }

  /** Where the footer begins. */
  private static long requireStructure(HadoopFiles files, Path path, long length)
      throws IOException {
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
        throw refusal(path, "a footer of %d bytes where at most %d are".formatted(footer, most));
      }
      byte[] bytes = new byte[(int) footer];
      in.readFully(length - TAIL - footer, bytes);
      requireStructure(bytes, path);
      return length - TAIL - footer;
    }
  }

  private static void requireStructure(byte[] footer, Path path) {
    try {
      new CompactThrift(ByteBuffer.wrap(footer)).skipStruct();
    } catch (IllegalArgumentException e) {
      throw refusal(path, "a footer in which " + e.getMessage());
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
        "%s is not a Parquet file, or damaged: found %s".formatted(path, PlainText.line(found)));
  }
}
