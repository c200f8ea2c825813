package io.sparkgan.storage;

import java.io.FileNotFoundException;
import java.io.IOException;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FilterFileSystem;
import org.apache.hadoop.fs.Path;

/** A file system of which one file is there and cannot be read, as one on nodes that are away. */
final class UnreadableFile extends FilterFileSystem {
  static final String REASON = "Could not obtain block";

  /** When that is noticed. */
  enum How {
    OPENED,
    READ,
    /** As Java tells of a file that the user may not read. */
    CALLED_MISSING
  }

  private final String name;
  private final How how;
  private int struck;

  UnreadableFile(FileSystem fileSystem, String name, How how) {
    super(fileSystem);
    this.name = name;
    this.how = how;
  }

  int struck() {
    return struck;
  }

  @Override
  public FSDataInputStream open(Path path, int bufferSize) throws IOException {
    if (!path.getName().equals(name)) {
      return super.open(path, bufferSize);
    }
    struck++;
    return switch (how) {
      case OPENED -> throw new IOException(REASON);
      case CALLED_MISSING -> throw new FileNotFoundException(REASON);
      case READ -> new FSDataInputStream(new Unread());
    };
  }

  private static final class Unread extends FSInputStream {
    @Override
    public int read() throws IOException {
      throw new IOException(REASON);
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
      throw new IOException(REASON);
    }

    @Override
    public void seek(long position) {}

    @Override
    public long getPos() {
      return 0;
    }

    @Override
    public boolean seekToNewSource(long position) {
      return false;
    }
  }
}
