package io.sparkgan.job;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.RawLocalFileSystem;

/** The local file system, one of whose files is there and cannot be read. */
public final class UnreadableCheckpoints extends LocalFileSystem {
  static final String REASON = "Could not obtain block";

  private static final AtomicReference<String> FILE = new AtomicReference<>("");
  private static final AtomicInteger STRUCK = new AtomicInteger();

  /** For Hadoop. */
  public UnreadableCheckpoints() {
    super(new Raw());
  }

  static void name(Path file) {
    STRUCK.set(0);
    FILE.set(file.toString());
  }

  static int struck() {
    return STRUCK.get();
  }

  private static final class Raw extends RawLocalFileSystem {
    @Override
    public FSDataInputStream open(org.apache.hadoop.fs.Path path, int bufferSize)
        throws IOException {
      if (path.toUri().getPath().equals(FILE.get())) {
        STRUCK.incrementAndGet();
        throw new IOException(REASON);
      }
      return super.open(path, bufferSize);
    }
  }
}
