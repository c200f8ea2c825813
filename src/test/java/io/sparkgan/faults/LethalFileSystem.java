package io.sparkgan.faults;

import java.io.File;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.StreamCapabilities;
import org.apache.hadoop.fs.Syncable;
import org.apache.hadoop.fs.permission.FsPermission;

/**
 * The local file system of a process that is killed by what it does there: {@code path P} when it
 * asks for anything of a path, {@code write P} when it has written half of some bytes, and {@code
 * closed P} when it has closed a file. System properties say when, as the processes have.
 */
public final class LethalFileSystem extends LocalFileSystem {
  /**
   * Regular expressions, separated by commas: death comes when the last has followed the others.
   */
  public static final String WHEN = "sparkgan.test.death";

  private static final Deque<Pattern> AWAITED = new ArrayDeque<>();

  static {
    Arrays.stream(System.getProperty(WHEN).split(",", -1))
        .map(Pattern::compile)
        .forEach(AWAITED::add);
  }

  /** For Hadoop. */
  public LethalFileSystem() {
    super(new Raw());
  }

  private static synchronized void happens(String what) {
    if (!AWAITED.isEmpty() && AWAITED.peek().matcher(what).matches()) {
      AWAITED.remove();
      if (AWAITED.isEmpty()) {
        DeadlyPlugin.die(java.nio.file.Path.of(System.getProperty(DeadlyPlugin.FOLDER)), what);
      }
    }
  }

  private static final class Raw extends RawLocalFileSystem {
    @Override
    public File pathToFile(Path path) {
      happens("path " + path.toUri().getPath());
      return super.pathToFile(path);
    }

    @Override
    protected OutputStream createOutputStreamWithMode(
        Path path, boolean append, FsPermission permission) throws IOException {
      return new Output(
          super.createOutputStreamWithMode(path, append, permission), path.toUri().getPath());
    }
  }

  private static final class Output extends FilterOutputStream
      implements Syncable, StreamCapabilities {
    private final String path;

    Output(OutputStream out, String path) {
      super(out);
      this.path = path;
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      out.write(bytes, from, length / 2);
      happens("write " + path);
      out.write(bytes, from + length / 2, length - length / 2);
    }

    @Override
    public void hflush() throws IOException {
      ((Syncable) out).hflush();
    }

    @Override
    public void hsync() throws IOException {
      ((Syncable) out).hsync();
    }

    @Override
    public boolean hasCapability(String capability) {
      return ((StreamCapabilities) out).hasCapability(capability);
    }

    @Override
    public void close() throws IOException {
      out.close();
      happens("closed " + path);
    }
  }
}
