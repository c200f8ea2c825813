package io.sparkgan.storage;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;

/**
 * Passes over a structure in Thrift's compact protocol, which a Parquet footer is written in. It
 * only sees whether the bytes are there that lengths in it claim, and allocates nothing.
 *
 * @param bytes from the structure on
 */
record CompactThrift(ByteBuffer bytes) {
  /** Footers have structures five deep. */
  private static final int DEEPEST = 32;

  private static final int LONGEST_VARINT = 10;

  /**
   * Passes over the structure.
   *
   * @throws IllegalArgumentException saying what is wrong with it
   */
  void skipStruct() {
    try {
      skipStruct(0);
    } catch (BufferUnderflowException e) {
      throw new IllegalArgumentException("bytes are missing at the end", e);
    }
  }

  private void skipStruct(int depth) {
    for (int header = bytes.get() & 0xff; header != 0; header = bytes.get() & 0xff) {
      if (header >> 4 == 0) {
        varint(); // The field's number, where it is not the last one's plus some.
      }
      skip(header & 0xf, depth, false);
    }
  }

  /** A boolean is a byte in a list, and nothing more than its type in a structure. */
  private void skip(int type, int depth, boolean element) {
    if (depth > DEEPEST) {
      throw new IllegalArgumentException("structures are nested too deeply");
    }
    switch (type) {
      case 1, 2 -> passOver(element ? 1 : 0);
      case 3 -> passOver(1);
      case 4, 5, 6 -> varint();
      case 7 -> passOver(Double.BYTES);
      case 8 -> passOver(varint());
      case 9, 10 -> skipList(depth);
      case 11 -> skipMap(depth);
      case 12 -> skipStruct(depth + 1);
      default -> throw new IllegalArgumentException("there is a value of unknown type " + type);
    }
  }

  private void skipList(int depth) {
    int header = bytes.get() & 0xff;
    long size = header >> 4 == 15 ? varint() : header >> 4;
    requireRoom(size);
    for (long i = 0; i < size; i++) {
      skip(header & 0xf, depth + 1, true);
    }
  }

  private void skipMap(int depth) {
    long size = varint();
    requireRoom(size);
    int types = size == 0 ? 0 : bytes.get() & 0xff;
    for (long i = 0; i < size; i++) {
      skip(types >> 4, depth + 1, true);
      skip(types & 0xf, depth + 1, true);
    }
  }

  private void passOver(long count) {
    requireRoom(count);
    bytes.position(bytes.position() + (int) count);
  }

  /** An element takes a byte at least. */
  private void requireRoom(long count) {
    if (count < 0 || count > bytes.remaining()) {
      throw new IllegalArgumentException(
          "something claims %d elements or bytes where %d bytes are left"
              .formatted(count, bytes.remaining()));
    }
  }

  private long varint() {
    long value = 0;
    for (int i = 0; i < LONGEST_VARINT; i++) {
      byte next = bytes.get();
      value |= (long) (next & 0x7f) << (7 * i);
      if (next >= 0) {
        return value;
      }
    }
    throw new IllegalArgumentException("a number is longer than 64 bits");
  }
}
