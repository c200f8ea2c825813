package io.sparkgan.storage;

import io.sparkgan.state.GanState;
import io.sparkgan.state.Layout;
import io.sparkgan.state.Section;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** All of a checkpoint but the values: counters, fingerprints and the table of sections. */
record CheckpointHeader(
    int round, long steps, long updaterSteps, Fingerprints fingerprints, Layout layout) {

  /** No header is longer, in bytes. */
  static final int LIMIT = 1 << 20;

  /** No name and no fingerprint is longer, in bytes. */
  private static final int LONGEST_TEXT = 1_000;

  CheckpointHeader {
    if (round < 0) {
      throw new IllegalArgumentException("Round is " + round);
    }
  }

  static CheckpointHeader of(StoredCheckpoint stored) {
    GanState state = stored.checkpoint().state();
    return new CheckpointHeader(
        stored.checkpoint().round(),
        state.steps(),
        state.updaterSteps(),
        stored.fingerprints(),
        state.layout());
  }

  /**
   * Little-endian bytes.
   *
   * @throws java.nio.BufferOverflowException if they are more than {@link #LIMIT}
   */
  byte[] encode() {
    ByteBuffer buffer = ByteBuffer.allocate(LIMIT).order(ByteOrder.LITTLE_ENDIAN);
    buffer.putInt(round).putLong(steps).putLong(updaterSteps);
    putText(buffer, fingerprints.layout());
    putText(buffer, fingerprints.configuration());
    putText(buffer, fingerprints.data());
    buffer.putInt(layout.sections().size());
    for (Section section : layout.sections()) {
      putText(buffer, section.name());
      putText(buffer, section.kind().name());
      buffer.putInt(section.length());
    }
    byte[] bytes = new byte[buffer.flip().remaining()];
    buffer.get(bytes);
    return bytes;
  }

  /**
   * Reads what {@link #encode} wrote.
   *
   * @throws IllegalArgumentException if a value is not possible
   * @throws java.nio.BufferUnderflowException if bytes are missing
   */
  static CheckpointHeader decode(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int round = buffer.getInt();
    long steps = buffer.getLong();
    long updaterSteps = buffer.getLong();
    Fingerprints fingerprints = new Fingerprints(text(buffer), text(buffer), text(buffer));
    List<Section> sections = new ArrayList<>();
    int count = buffer.getInt();
    if (count < 0) {
      throw new IllegalArgumentException("Table of %d sections".formatted(count));
    }
    for (int left = count; left > 0; left--) {
      sections.add(new Section(text(buffer), Section.Kind.valueOf(text(buffer)), buffer.getInt()));
    }
    if (buffer.hasRemaining()) {
      throw new IllegalArgumentException(
          "%d bytes follow the table of sections".formatted(buffer.remaining()));
    }
    return new CheckpointHeader(round, steps, updaterSteps, fingerprints, new Layout(sections));
  }

  private static void putText(ByteBuffer buffer, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    buffer.putInt(bytes.length).put(bytes);
  }

  private static String text(ByteBuffer buffer) {
    int length = buffer.getInt();
    int most = Math.min(LONGEST_TEXT, buffer.remaining());
    if (length < 0 || length > most) {
      throw new IllegalArgumentException(
          "Text of %d bytes where at most %d are possible".formatted(length, most));
    }
    byte[] bytes = new byte[length];
    buffer.get(bytes);
    try {
      // A string's constructor would take other bytes for those that are no text.
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("Text that is not UTF-8", e);
    }
  }
}
