package io.sparkgan.fuzz;

import io.sparkgan.storage.CheckpointFile;
import io.sparkgan.storage.StoredCheckpoint;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32C;

/** Checkpoints: the bytes as a file, and as the header of a file whose checksum is right. */
public final class CheckpointTarget {
  private CheckpointTarget() {}

  public static void fuzzerTestOneInput(byte[] input) throws IOException {
    Reading.readOrRefuse(() -> checkpoint(input));
    Reading.readOrRefuse(() -> checkpoint(fileWith(input)));
  }

  /** What is read and written again is the same file. */
  private static void checkpoint(byte[] input) throws IOException {
    StoredCheckpoint read =
        CheckpointFile.read(new ByteArrayInputStream(input), input.length, "input");
    ByteArrayOutputStream again = new ByteArrayOutputStream();
    CheckpointFile.write(again, read);
    if (!Arrays.equals(again.toByteArray(), input)) {
      throw new AssertionError("Another file than was read");
    }
  }

  private static byte[] fileWith(byte[] header) {
    ByteBuffer file =
        ByteBuffer.allocate(header.length + 28)
            .order(ByteOrder.LITTLE_ENDIAN)
            .put("sparkgan".getBytes(StandardCharsets.US_ASCII))
            .putInt(1)
            .putInt(header.length)
            .put(header);
    CRC32C checksum = new CRC32C();
    checksum.update(file.slice(0, file.position()));
    file.putInt((int) checksum.getValue());
    return file.put("complete".getBytes(StandardCharsets.US_ASCII)).array();
  }
}
