package io.sparkgan.data;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/**
 * A PNG without what is not the picture: texts and profiles may be compressed to a thousandth of
 * their length, and Java's reader decompresses them as a whole.
 */
final class PngChunks {
  private static final long SIGNATURE = 0x89504e470d0a1a0aL;

  /** Length, type and checksum around a chunk's data. */
  private static final int FRAME = 3 * Integer.BYTES;

  private PngChunks() {}

  /** The file with its critical chunks alone, to the end or to a chunk that is cut off. */
  static byte[] critical(byte[] file) {
    ByteBuffer in = ByteBuffer.wrap(file);
    if (file.length < Long.BYTES || in.getLong() != SIGNATURE) {
      return file;
    }
    ByteArrayOutputStream critical = new ByteArrayOutputStream(file.length);
    critical.write(file, 0, Long.BYTES);
    while (in.remaining() >= FRAME) {
      int from = in.position();
      int length = in.getInt();
      if (length < 0 || length > file.length - from - FRAME) {
        break;
      }
      if (!ancillary(in.get())) {
        critical.write(file, from, length + FRAME);
      }
      in.position(from + length + FRAME);
    }
    return critical.toByteArray();
  }

  /** Said by the case of the type's first letter. */
  private static boolean ancillary(byte letter) {
    return (letter & 0x20) != 0;
  }
}
