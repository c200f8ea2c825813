package io.sparkgan.storage;

import io.sparkgan.config.PlainText;
import io.sparkgan.config.UserInputException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.Util;
import org.apache.parquet.format.converter.ParquetMetadataConverter;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;
import org.apache.parquet.schema.MessageType;

/**
 * Looks at the footer of a Parquet file before Parquet's own reader does, which allocates what the
 * sizes in it claim: lists of so many elements, and columns of so many bytes.
 */
public final class ParquetFooter {
  private static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);

  /** Of a file whose footer is encrypted. */
  private static final byte[] ENCRYPTED = "PARE".getBytes(StandardCharsets.US_ASCII);

  /** Of files with the footers of others, where Spark looks for nothing but the schema. */
  private static final List<String> SUMMARIES = List.of("_metadata", "_common_metadata");

  /** The footer's length, and the magic once more. */
  private static final int TAIL = Integer.BYTES + MAGIC.length;

  /** Of a footer, which is read as a whole; tables of thousands of columns have less. */
  private static final int LONGEST = 64 << 20;

  private ParquetFooter() {}

  /**
   * The files of a table that Spark reads.
   *
   * @param pattern a file, a folder, or a pattern
   * @return files without bytes, which Spark passes over, only if there are no others
   */
  public static List<Path> files(HadoopFiles files, Path pattern) throws IOException {
    FileSystem fileSystem = files.fileSystem();
    FileStatus[] roots = fileSystem.globStatus(pattern);
    List<FileStatus> found = new ArrayList<>();
    for (FileStatus root : roots == null ? new FileStatus[0] : roots) {
      for (FileStatus inner : visible(fileSystem, root)) {
        if (inner.isFile()) {
          found.add(inner);
        } else {
          addPartition(fileSystem, inner, false, found);
        }
      }
    }
    boolean empty = found.stream().allMatch(file -> file.getLen() == 0);
    return found.stream()
        .filter(file -> empty || file.getLen() > 0)
        .map(FileStatus::getPath)
        .toList();
  }

  /** Of subfolders Spark reads only those named as in column=value, and what is below these. */
  private static void addPartition(
      FileSystem fileSystem, FileStatus folder, boolean within, List<FileStatus> found)
      throws IOException {
    boolean read = within || folder.getPath().getName().contains("=");
    for (FileStatus inner : visible(fileSystem, folder)) {
      if (inner.isDirectory()) {
        addPartition(fileSystem, inner, read, found);
      } else if (read) {
        found.add(inner);
      }
    }
  }

  /** What is in a folder, or a file itself. */
  private static List<FileStatus> visible(FileSystem fileSystem, FileStatus folder)
      throws IOException {
    return Arrays.stream(fileSystem.listStatus(folder.getPath()))
        .filter(inner -> !isHidden(inner.getPath().getName()))
        .toList();
  }

  /** Spark passes over such files and folders, but not over summaries of the others' footers. */
  private static boolean isHidden(String name) {
    return SUMMARIES.stream().noneMatch(name::startsWith)
        && (name.startsWith(".")
            || name.endsWith("._COPYING_")
            || (name.startsWith("_") && !name.contains("=")));
  }

  /**
   * Checks that a file has a footer, and that it has room for all that the footer claims.
   *
   * @throws UserInputException if it has not
   */
  public static void require(HadoopFiles files, Path path) throws IOException {
    MessageType unused = schema(files, path);
  }

  /**
   * Checks the same, and tells the columns.
   *
   * @throws UserInputException if there is no such footer
   */
  public static MessageType schema(HadoopFiles files, Path path) throws IOException {
    byte[] footer = read(files, path);
    long end = files.length(path) - TAIL - footer.length;
    // Nothing is read any more, so whatever is wrong is wrong with the bytes.
    try {
      ParquetMetadata metadata = metadata(footer, path);
      // By its name, for a damaged footer may say of any file that its columns are elsewhere.
      if (!SUMMARIES.contains(path.getName())) {
        metadata.getBlocks().forEach(group -> requireInside(group, end, path));
      }
      return metadata.getFileMetaData().getSchema();
    } catch (UserInputException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      UserInputException refusal = refusal(path, "a footer that cannot be: " + e.getMessage());
      refusal.initCause(e);
      throw refusal;
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
      if (Arrays.equals(tail, Integer.BYTES, TAIL, ENCRYPTED, 0, ENCRYPTED.length)) {
        throw encrypted(path);
      }
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

  private static ParquetMetadata metadata(byte[] footer, Path path) throws IOException {
    new CompactThrift(ByteBuffer.wrap(footer)).skipStruct();
    FileMetaData metadata = Util.readFileMetaData(new ByteArrayInputStream(footer));
    // The footer itself may be plain; where encrypted columns are it does not say.
    if (metadata.isSetEncryption_algorithm()) {
      throw encrypted(path);
    }
    return new ParquetMetadataConverter().fromParquetMetadata(metadata);
  }

  private static void requireInside(BlockMetaData group, long end, Path path) {
    group.getColumns().forEach(column -> requireInside(column, end, path));
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

  private static UserInputException encrypted(Path path) {
    return refusal(path, "an encrypted one, which is not read");
  }

  private static UserInputException refusal(Path path, String found) {
    return new UserInputException(
        "%s: expected a Parquet file, found %s".formatted(path, PlainText.line(found)));
  }
}
