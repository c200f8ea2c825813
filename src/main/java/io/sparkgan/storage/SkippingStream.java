package io.sparkgan.storage;

import java.io.FilterInputStream;
import java.io.IOException;
import org.apache.hadoop.fs.FSDataInputStream;

/** A file whose {@link #skip} is a seek, which is not so in all of Hadoop's file systems. */
final class SkippingStream extends FilterInputStream {
  private final FSDataInputStream file;
  private final long length;

  SkippingStream(FSDataInputStream file, long length) {
    super(file);
    this.file = file;
    this.length = length;
  }

  @Override
  public long skip(long bytes) throws IOException {
    long from = file.getPos();
    long to = Math.min(length, from + Math.max(0, bytes));
    file.seek(to);
    return to - from;
  }
}
