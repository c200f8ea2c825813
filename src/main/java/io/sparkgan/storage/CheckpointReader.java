package io.sparkgan.storage;

import static io.sparkgan.storage.CheckpointFile.BLOCK;
import static io.sparkgan.storage.CheckpointFile.END;
import static io.sparkgan.storage.CheckpointFile.MAGIC;
import static io.sparkgan.storage.CheckpointFile.VERSION;

import io.sparkgan.state.GanState;
import io.sparkgan.state.Section;
import io.sparkgan.training.CheckpointStore.Checkpoint;
import java.io.IOException;
import java.io.InputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;

/** Reads one checkpoint from front to end and believes nothing it has not verified. */
final class CheckpointReader {
  private final InputStream in;
  private final long length;
  private final String name;
  private final CRC32C checksum = new CRC32C();
  private long position;

  CheckpointReader(InputStream in, long length, String name) {
    this.in = in;
    this.length = length;
    this.name = name;
  }

  StoredCheckpoint read() throws IOException {
    CheckpointHeader header = readHeader();
    List<float[]> values = new ArrayList<>();
    for (Section section : header.layout().sections()) {
      values.add(readValues(section));
    }
    require(Arrays.equals(bytes(END.length), END), "the end mark is missing");
    require(in.read() == -1, "bytes follow the end mark at " + length);
    return checkpoint(header, values);
  }

  /** Reads no further than the header, and finds that the file has the length that it asks for. */
  CheckpointHeader readHeader() throws IOException {
    require(Arrays.equals(bytes(MAGIC.length), MAGIC), "it does not begin with 'sparkgan'");
    int version = integer();
    require(version == VERSION, "format version is %d, expected %d".formatted(version, VERSION));
    int headerLength = integer();
    require(
        headerLength >= 0 && headerLength <= CheckpointHeader.LIMIT,
        "header of %d bytes, at most %d are possible"
            .formatted(headerLength, CheckpointHeader.LIMIT));
    byte[] header = bytes(headerLength);
    requireChecksum("the header");
    CheckpointHeader decoded = decoded(header);
    requireLength(decoded);
    return decoded;
  }

  private CheckpointHeader decoded(byte[] header) {
    try {
      return CheckpointHeader.decode(header);
    } catch (IllegalArgumentException e) {
      throw damaged("header: " + e.getMessage());
    } catch (BufferUnderflowException e) {
      throw damaged("header: the table of sections is cut off");
    }
  }

  /** Before anything is allocated for values: the file has room for all of them, and no more. */
  private void requireLength(CheckpointHeader header) {
    long expected = position + END.length;
    for (Section section : header.layout().sections()) {
      expected += (long) section.length() * Float.BYTES + Integer.BYTES;
    }
    require(
        expected == length, "%d bytes long, its header asks for %d".formatted(length, expected));
  }

  private float[] readValues(Section section) throws IOException {
    checksum.reset();
    float[] values = new float[section.length()];
    int perBlock = BLOCK / Float.BYTES;
    for (int from = 0; from < values.length; from += perBlock) {
      int count = Math.min(perBlock, values.length - from);
      littleEndian(bytes(count * Float.BYTES)).asFloatBuffer().get(values, from, count);
    }
    requireChecksum("section " + section.name());
    return values;
  }

  private StoredCheckpoint checkpoint(CheckpointHeader header, List<float[]> values) {
    try {
      GanState state = new GanState(header.layout(), values, header.steps(), header.updaterSteps());
      return new StoredCheckpoint(new Checkpoint(header.round(), state), header.fingerprints());
    } catch (IllegalArgumentException e) {
      throw damaged("header: " + e.getMessage());
    }
  }

  private void requireChecksum(String part) throws IOException {
    int expected = (int) checksum.getValue();
    int found = integer();
    require(
        found == expected,
        "checksum of %s before byte %d is %08x, its bytes give %08x"
            .formatted(part, position, found, expected));
  }

  private int integer() throws IOException {
    return littleEndian(bytes(Integer.BYTES)).getInt();
  }

  private byte[] bytes(int count) throws IOException {
    require(
        count <= length - position,
        "%d bytes long, %d more are needed at byte %d".formatted(length, count, position));
    byte[] bytes = in.readNBytes(count);
    require(
        bytes.length == count,
        "it ends at byte %d of %d".formatted(position + bytes.length, length));
    checksum.update(bytes);
    position += count;
    return bytes;
  }

  private static ByteBuffer littleEndian(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private void require(boolean condition, String reason) {
    if (!condition) {
      throw damaged(reason);
    }
  }

  private DamagedCheckpointException damaged(String reason) {
    return new DamagedCheckpointException(name, reason);
  }
}
