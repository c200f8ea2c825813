package io.sparkgan.job;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.hdfs.DistributedFileSystem;
import org.apache.hadoop.util.Progressable;

/**
 * HDFS where something happens while a file is written. Hadoop makes it, so it is static what that
 * is.
 */
public final class WatchedHdfs extends DistributedFileSystem {
  private static final AtomicReference<Strike> ARMED = new AtomicReference<>();

  private record Strike(String pathEnd, Runnable action) {}

  /** Does something once, when part of the first file whose path ends so has reached HDFS. */
  static void strikeWithin(String pathEnd, Runnable action) {
    ARMED.set(new Strike(pathEnd, action));
  }

  @Override
  public FSDataOutputStream create(
      Path path,
      FsPermission permission,
      boolean overwrite,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress)
      throws IOException {
    FSDataOutputStream out =
        super.create(path, permission, overwrite, bufferSize, replication, blockSize, progress);
    Strike strike = ARMED.get();
    return strike != null
            && path.toString().endsWith(strike.pathEnd())
            && ARMED.compareAndSet(strike, null)
        ? new Struck(out, strike.action())
        : out;
  }

  private static final class Struck extends FSDataOutputStream {
    private final Runnable action;
    private boolean over;

    Struck(FSDataOutputStream out, Runnable action) throws IOException {
      super(out, null);
      this.action = action;
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
      int first = over ? length : length / 2;
      super.write(bytes, offset, first);
      if (!over && first > 0) {
        over = true;
        hflush();
        action.run();
      }
      super.write(bytes, offset + first, length - first);
    }
  }
}
