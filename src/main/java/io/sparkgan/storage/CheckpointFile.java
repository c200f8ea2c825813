package io.sparkgan.storage;

import io.sparkgan.config.UserInputException;
import io.sparkgan.state.GanState;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;
import java.util.zip.CheckedOutputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * The checkpoint format. All numbers are little-endian:
 *
 * <pre>
 * bytes      what
 * 8          "sparkgan"
 * 4          version, 1
 * 4          h, length of the header
 * h          header: round, steps, updater steps, fingerprints, table of sections
 * 4          CRC32C of everything before it
 * then for every section of n values
 * 4 n        the floats
 * 4          CRC32C of the floats
 * at the end
 * 8          "complete"
 * </pre>
 *
 * Nothing in it names a class, so reading one executes no code of others.
 */
public final class CheckpointFile {
  static final byte[] MAGIC = "sparkgan".getBytes(StandardCharsets.US_ASCII);
  static final byte[] END = "complete".getBytes(StandardCharsets.US_ASCII);
  static final int VERSION = 1;

  /** Bytes of values that are converted at a time. */
  static final int BLOCK = 1 << 16;

  private CheckpointFile() {}

  /**
   * Reads one checkpoint, of any run.
   *
   * @param uri a file on any Hadoop file system
   * @throws UserInputException if there is no such file
   * @throws DamagedCheckpointException if it is not whole
   */
  public static StoredCheckpoint read(Configuration configuration, String uri) {
    Path path = HadoopFiles.path(uri);
    HadoopFiles files = HadoopFiles.answering(configuration, path);
    if (!files.isFile(path)) {
      throw new UserInputException("No checkpoint at %s; give a *.ckpt file".formatted(path));
    }
    return read(files, path);
  }

  static StoredCheckpoint read(HadoopFiles files, Path path) {
    return read(files, path, CheckpointReader::read);
  }

  /** What a checkpoint says of itself; of its values it is only sure that there are enough. */
  static CheckpointHeader header(HadoopFiles files, Path path) {
    return read(files, path, CheckpointReader::readHeader);
  }

  private interface Part<T> {
    T of(CheckpointReader reader) throws IOException;
  }

  private static <T> T read(HadoopFiles files, Path path, Part<T> part) {
    try (InputStream in = files.open(path)) {
      return part.of(new CheckpointReader(in, files.length(path), path.toString()));
    } catch (FileNotFoundException e) {
      // A file that this user may not read is called not found, too.
      if (files.isFile(path)) {
        throw new UncheckedIOException("Cannot read " + path, e);
      }
      throw new UserInputException("No checkpoint at " + path);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + path, e);
    }
  }

  /**
   * Reads and verifies a checkpoint. No more is allocated than the file can fill.
   *
   * @param length bytes in the file
   * @param name names the file in errors
   * @throws DamagedCheckpointException if anything in it is not as it was written
   */
  public static StoredCheckpoint read(InputStream in, long length, String name) throws IOException {
    return new CheckpointReader(in, length, name).read();
  }

  /** Writes a checkpoint; the stream stays open. */
  public static void write(OutputStream out, StoredCheckpoint stored) throws IOException {
    byte[] header = CheckpointHeader.of(stored).encode();
    CheckedOutputStream checked = new CheckedOutputStream(out, new CRC32C());
    checked.write(MAGIC);
    checked.write(littleEndian(8).putInt(VERSION).putInt(header.length).array());
    checked.write(header);
    writeChecksum(checked);
    GanState state = stored.checkpoint().state();
    for (int i = 0; i < state.layout().sections().size(); i++) {
      checked.getChecksum().reset();
      writeValues(checked, state.values(i));
      writeChecksum(checked);
    }
    out.write(END);
  }

  private static void writeChecksum(CheckedOutputStream out) throws IOException {
    out.write(littleEndian(4).putInt((int) out.getChecksum().getValue()).array());
  }

  private static void writeValues(OutputStream out, float[] values) throws IOException {
    byte[] block = new byte[BLOCK];
    int perBlock = BLOCK / Float.BYTES;
    for (int from = 0; from < values.length; from += perBlock) {
      int count = Math.min(perBlock, values.length - from);
      ByteBuffer.wrap(block)
          .order(ByteOrder.LITTLE_ENDIAN)
          .asFloatBuffer()
          .put(values, from, count);
      out.write(block, 0, count * Float.BYTES);
    }
  }

  private static ByteBuffer littleEndian(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
