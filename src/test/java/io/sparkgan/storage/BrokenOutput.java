package io.sparkgan.storage;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.apache.hadoop.fs.StreamCapabilities;
import org.apache.hadoop.fs.Syncable;

/** A file that is written, of which writes, syncs and the close may fail. */
final class BrokenOutput extends FilterOutputStream implements Syncable, StreamCapabilities {
  private final Breakage breakage;
  private final String name;

  BrokenOutput(OutputStream out, Breakage breakage, String name) {
    super(out);
    this.breakage = breakage;
    this.name = name;
  }

  @Override
  public void write(byte[] bytes, int from, int length) throws IOException {
    try {
      breakage.fills("write " + name);
    } catch (IOException e) {
      out.write(bytes, from, length / 2);
      throw e;
    }
    out.write(bytes, from, length);
  }

  @Override
  public void hflush() throws IOException {
    hsync();
  }

  /** Not down to the disk: no fault here is one of the machine's power. */
  @Override
  public void hsync() throws IOException {
    breakage.fills("sync " + name);
  }

  @Override
  public boolean hasCapability(String capability) {
    return ((StreamCapabilities) out).hasCapability(capability);
  }

  @Override
  public void close() throws IOException {
    out.close();
    breakage.fills("close " + name);
  }
}
