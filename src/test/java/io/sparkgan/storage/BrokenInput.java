package io.sparkgan.storage;

import java.io.IOException;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSInputStream;

/** A file that is read, of which reads may fail. */
final class BrokenInput extends FSInputStream {

  /** What is asked before each read. */
  interface Gate {
    void pass() throws IOException;
  }

  private final FSDataInputStream in;
  private final Gate gate;

  BrokenInput(FSDataInputStream in, Gate gate) {
    this.in = in;
    this.gate = gate;
  }

  @Override
  public int read() throws IOException {
    gate.pass();
    return in.read();
  }

  @Override
  public int read(byte[] bytes, int from, int length) throws IOException {
    gate.pass();
    return in.read(bytes, from, length);
  }

  @Override
  public void seek(long position) throws IOException {
    in.seek(position);
  }

  @Override
  public long getPos() throws IOException {
    return in.getPos();
  }

  @Override
  public boolean seekToNewSource(long position) throws IOException {
    return in.seekToNewSource(position);
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
