package io.sparkgan.data;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import java.util.zip.ZipException;

/**
 * A strict gzip reader (RFC 1952). {@link java.util.zip.GZIPInputStream} silently ignores whatever
 * follows the last member; here that is damage, like a wrong checksum. Damage is a {@link
 * ZipException}; any other exception is the underlying stream's own failure.
 */
final class GzipStream extends InputStream {
  private static final int HEADER_CHECKSUM = 2;
  private static final int EXTRA = 4;
  private static final int NAME = 8;
  private static final int COMMENT = 16;
  private static final int RESERVED = 0xE0;

  private final InputStream in;
  private final Inflater inflater = new Inflater(true);
  private final CRC32 checksum = new CRC32();
  private final byte[] buffer = new byte[1 << 14];
  private int from;
  private int to;
  private boolean inMember;
  private boolean atStart = true;

  GzipStream(InputStream in) {
    this.in = in;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, target.length);
    if (length == 0) {
      return 0;
    }
    while (inMember || beginMember()) {
      int count = inflate(target, offset, length);
      if (count > 0) {
        checksum.update(target, offset, count);
        return count;
      }
      endMember();
    }
    return -1;
  }

  @Override
  public void close() throws IOException {
    inflater.end();
    in.close();
  }

  /** Reads a member's header; false at the end of the file. */
  private boolean beginMember() throws IOException {
    if (!atStart && from == to && !fill()) {
      return false;
    }
    checksum.reset();
    if (nextByte() != 0x1f || nextByte() != 0x8b) {
      throw new ZipException(atStart ? "no gzip header" : "bytes after the end of the gzip data");
    }
    atStart = false;
    if (nextByte() != 8) {
      throw new ZipException("unknown gzip compression method");
    }
    int flags = nextByte();
    if ((flags & RESERVED) != 0) {
      throw new ZipException("unknown gzip flags");
    }
    skip(6);
    if ((flags & EXTRA) != 0) {
      skip((int) littleEndian(2));
    }
    if ((flags & NAME) != 0) {
      skipText();
    }
    if ((flags & COMMENT) != 0) {
      skipText();
    }
    if ((flags & HEADER_CHECKSUM) != 0) {
      long expected = checksum.getValue() & 0xffff;
      if (littleEndian(2) != expected) {
        throw new ZipException("wrong gzip header checksum");
      }
    }
    checksum.reset();
    inflater.reset();
    inMember = true;
    return true;
  }

  /** Decompresses at least one byte, or returns 0 at the end of the member. */
  private int inflate(byte[] target, int offset, int length) throws IOException {
    try {
      int count = inflater.inflate(target, offset, length);
      while (count == 0 && !inflater.finished()) {
        if (!inflater.needsInput()) {
          throw new ZipException("gzip data needs a dictionary");
        }
        if (from == to && !fill()) {
          throw new ZipException("the end of the gzip data");
        }
        inflater.setInput(buffer, from, to - from);
        from = to;
        count = inflater.inflate(target, offset, length);
      }
      return count;
    } catch (DataFormatException e) {
      ZipException damage = new ZipException("damaged gzip data (%s)".formatted(e.getMessage()));
      damage.initCause(e);
      throw damage;
    }
  }

  /** Checks the member's trailer. */
  private void endMember() throws IOException {
    from = to - inflater.getRemaining();
    inMember = false;
    long expected = checksum.getValue();
    if (littleEndian(4) != expected) {
      throw new ZipException("wrong gzip checksum");
    }
    if (littleEndian(4) != (inflater.getBytesWritten() & 0xffffffffL)) {
      throw new ZipException("wrong gzip length");
    }
  }

  private void skip(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      nextByte();
    }
  }

  private void skipText() throws IOException {
    int last;
    do {
      last = nextByte();
    } while (last != 0);
  }

  private long littleEndian(int bytes) throws IOException {
    long value = 0;
    for (int i = 0; i < bytes; i++) {
      value |= (long) nextByte() << (8 * i);
    }
    return value;
  }

  private int nextByte() throws IOException {
    if (from == to && !fill()) {
      throw new ZipException("the end of the gzip data");
    }
    int value = buffer[from++] & 0xff;
    checksum.update(value);
    return value;
  }

  private boolean fill() throws IOException {
    from = 0;
    to = Math.max(0, in.read(buffer, 0, buffer.length));
    return to > 0;
  }
}
