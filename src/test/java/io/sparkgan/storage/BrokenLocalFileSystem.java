package io.sparkgan.storage;

import java.io.File;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.BufferedFSInputStream;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSInputStream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.StreamCapabilities;
import org.apache.hadoop.fs.Syncable;
import org.apache.hadoop.fs.permission.FsPermission;

/**
 * A local file system of which some calls fail. Calls are whatever asks for a path, which passes
 * {@link #pathToFile}, and each read, write, sync and close of a file.
 */
final class BrokenLocalFileSystem extends RawLocalFileSystem {

  /** What becomes of a call; a write that fails has written half its bytes. */
  enum Fault {
    /** As a process sees it that is killed: neither this call nor a later one does anything. */
    CRASH,
    /** This call fails, those after it work again. */
    FAILURE,
    /** From this write on the disk is full; all but writes works. */
    NO_SPACE;

    BrokenLocalFileSystem at(int call, Configuration configuration) {
      return initialised(new BrokenLocalFileSystem(this, call), configuration);
    }
  }

  /** One that is as quick as the others, and whole. */
  static BrokenLocalFileSystem whole(Configuration configuration) {
    return Fault.FAILURE.at(Integer.MAX_VALUE, configuration);
  }

  private final Fault fault;
  private final int first;
  private int calls;

  private BrokenLocalFileSystem(Fault fault, int first) {
    this.fault = fault;
    this.first = first;
  }

  private static BrokenLocalFileSystem initialised(
      BrokenLocalFileSystem fileSystem, Configuration configuration) {
    try {
      fileSystem.initialize(URI.create("file:///"), configuration);
      fileSystem.calls = 0;
      return fileSystem;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  boolean struck() {
    return calls >= first;
  }

  private void call() throws IOException {
    if (fault != Fault.NO_SPACE) {
      count();
    }
  }

  private void count() throws IOException {
    calls++;
    if (calls == first || (calls > first && fault != Fault.FAILURE)) {
      throw new IOException(
          fault == Fault.NO_SPACE
              ? "No space left on device"
              : "call %d is broken".formatted(calls));
    }
  }

  @Override
  public File pathToFile(Path path) {
    try {
      call();
    } catch (IOException e) {
      throw BrokenLocalFileSystem.<RuntimeException>undeclared(e);
    }
    return super.pathToFile(path);
  }

  /** Those who call it expect a file system to throw this. */
  @SuppressWarnings("unchecked")
  private static <E extends Throwable> RuntimeException undeclared(IOException failure) throws E {
    throw (E) failure;
  }

  /** Hadoop would start a process for it. */
  @Override
  public void setPermission(Path path, FsPermission permission) throws IOException {
    call();
  }

  @Override
  protected OutputStream createOutputStreamWithMode(
      Path path, boolean append, FsPermission permission) throws IOException {
    return new Output(super.createOutputStreamWithMode(path, append, permission));
  }

  @Override
  public FSDataInputStream open(Path path, int bufferSize) throws IOException {
    return new FSDataInputStream(
        new BufferedFSInputStream(new Input(super.open(path, bufferSize)), bufferSize));
  }

  private final class Output extends FilterOutputStream implements Syncable, StreamCapabilities {
    Output(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      try {
        count();
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
      call();
    }

    @Override
    public boolean hasCapability(String capability) {
      return ((StreamCapabilities) out).hasCapability(capability);
    }

    @Override
    public void close() throws IOException {
      out.close();
      call();
    }
  }

  private final class Input extends FSInputStream {
    private final FSDataInputStream in;

    Input(FSDataInputStream in) {
      this.in = in;
    }

    @Override
    public int read() throws IOException {
      call();
      return in.read();
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
      call();
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
}
