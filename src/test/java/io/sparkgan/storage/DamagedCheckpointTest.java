package io.sparkgan.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkgan.state.Layout;
import io.sparkgan.state.Section;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DamagedCheckpointTest {

  @Test
  void everyFlippedBitIsFound() throws IOException {
    byte[] whole = CheckpointFileTest.bytes(TestRuns.stored(7));
    for (int bit = 0; bit < whole.length * 8; bit++) {
      byte[] damaged = whole.clone();
      damaged[bit / 8] ^= (byte) (1 << bit % 8);
      requireRefused(damaged, "bit " + bit);
    }
  }

  @Test
  void everyInvertedByteIsFound() throws IOException {
    byte[] whole = CheckpointFileTest.bytes(TestRuns.stored(7));
    for (int i = 0; i < whole.length; i++) {
      byte[] damaged = whole.clone();
      damaged[i] ^= (byte) 0xff;
      requireRefused(damaged, "byte " + i);
    }
  }

  @Test
  void everyCutIsFound() throws IOException {
    byte[] whole = CheckpointFileTest.bytes(TestRuns.stored(7));
    for (int length = 0; length < whole.length; length++) {
      requireRefused(Arrays.copyOf(whole, length), "length " + length);
    }
  }

  @Test
  void bytesAfterTheEndAreFound() throws IOException {
    byte[] whole = CheckpointFileTest.bytes(TestRuns.stored(7));
    requireRefused(Arrays.copyOf(whole, whole.length + 1), "one byte more");
  }

  @Test
  void aFileThatIsShorterOrLongerThanItsStatusSaysIsFound() throws IOException {
    byte[] whole = CheckpointFileTest.bytes(TestRuns.stored(7));
    byte[] longer = Arrays.copyOf(whole, whole.length + 1);
    byte[] shorter = Arrays.copyOf(whole, whole.length - 1);

    assertThatThrownBy(() -> read(longer, whole.length))
        .isInstanceOf(DamagedCheckpointException.class)
        .hasMessageContaining("follow the end mark");
    assertThatThrownBy(() -> read(shorter, whole.length))
        .isInstanceOf(DamagedCheckpointException.class)
        .hasMessageContaining("it ends at byte");
  }

  /** Right checksums, impossible contents: what no accident makes. */
  @ParameterizedTest
  @ValueSource(ints = {1 << 20, Integer.MAX_VALUE})
  void aSectionLongerThanTheFileIsRefusedBeforeItIsAllocated(int length) {
    Layout layout = new Layout(List.of(new Section("generator/x", Section.Kind.UPDATER, length)));
    byte[] header =
        new CheckpointHeader(1, 0, 0, new Fingerprints(layout.fingerprint(), "", ""), layout)
            .encode();

    assertThatThrownBy(() -> CheckpointFileTest.read(fileOf(header)))
        .isInstanceOf(DamagedCheckpointException.class)
        .hasMessageContaining("its header asks for")
        .hasNoCause();
  }

  @Test
  void textsAndTablesLongerThanTheHeaderAreRefusedBeforeTheyAreAllocated() {
    byte[] text =
        littleEndian(24).putInt(1).putLong(0).putLong(0).putInt(Integer.MAX_VALUE).array();
    byte[] table =
        littleEndian(36)
            .putInt(1)
            .putLong(0)
            .putLong(0)
            .putInt(0)
            .putInt(0)
            .putInt(0)
            .putInt(Integer.MAX_VALUE)
            .array();

    for (byte[] header : List.of(text, table, new byte[0], new byte[3])) {
      assertThatThrownBy(() -> CheckpointFileTest.read(fileOf(header)))
          .isInstanceOf(DamagedCheckpointException.class)
          .hasMessageContaining("header: ");
    }
  }

  @Test
  void countersAndFingerprintsThatContradictAreRefused() {
    Layout layout = new Layout(List.of());
    Fingerprints right = new Fingerprints(layout.fingerprint(), "", "");
    CheckpointHeader counters = new CheckpointHeader(1, 2, 3, right, layout);
    CheckpointHeader fingerprint =
        new CheckpointHeader(1, 0, 0, new Fingerprints("other", "", ""), layout);

    for (CheckpointHeader header : List.of(counters, fingerprint)) {
      byte[] bytes = fileOf(header.encode());
      assertThatThrownBy(() -> CheckpointFileTest.read(bytes))
          .isInstanceOf(DamagedCheckpointException.class)
          .hasMessageContaining("header: ");
    }
  }

  private static void requireRefused(byte[] bytes, String damage) {
    assertThatThrownBy(() -> CheckpointFileTest.read(bytes))
        .as(damage)
        .isExactlyInstanceOf(DamagedCheckpointException.class)
        .hasMessageStartingWith("Checkpoint memory is damaged: ")
        .satisfies(e -> assertThat(e.getMessage()).hasLineCount(1));
  }

  private static StoredCheckpoint read(byte[] bytes, long length) throws IOException {
    InputStream in = new ByteArrayInputStream(bytes);
    return CheckpointFile.read(in, length, "memory");
  }

  /** A file with this header, its right checksum, and no values. */
  private static byte[] fileOf(byte[] header) {
    byte[] bytes = new byte[16 + header.length + 4 + CheckpointFile.END.length];
    ByteBuffer file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    file.put(CheckpointFile.MAGIC).putInt(CheckpointFile.VERSION).putInt(header.length).put(header);
    CRC32C checksum = new CRC32C();
    checksum.update(file.slice(0, file.position()));
    file.putInt((int) checksum.getValue()).put(CheckpointFile.END);
    return bytes;
  }

  /** The same file with another text in its header, and with all checksums right. */
  static byte[] withHeaderText(byte[] whole, String text, String other) {
    String header =
        new String(
            whole,
            16,
            ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN).getInt(12),
            StandardCharsets.ISO_8859_1);
    String changed = header.replace(prefixed(text), prefixed(other));
    assertThat(changed).isNotEqualTo(header);
    byte[] front = fileOf(changed.getBytes(StandardCharsets.ISO_8859_1));
    int values = 16 + header.length() + 4;
    ByteBuffer file =
        ByteBuffer.allocate(front.length - CheckpointFile.END.length + whole.length - values);
    file.put(front, 0, front.length - CheckpointFile.END.length);
    return file.put(whole, values, whole.length - values).array();
  }

  private static String prefixed(String text) {
    return new String(littleEndian(4).putInt(text.length()).array(), StandardCharsets.ISO_8859_1)
        + text;
  }

  private static ByteBuffer littleEndian(int bytes) {
    return ByteBuffer.wrap(new byte[bytes]).order(ByteOrder.LITTLE_ENDIAN);
  }
}
