package io.sparkgan.storage;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.BufferedFSInputStream;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;

/**
 * A local file system of which some calls fail. Calls are whatever asks for a path, which passes
 * {@link #pathToFile}, and each read, write, sync and close of a file. A full disk takes neither
 * files nor folders nor bytes.
 */
final class BrokenLocalFileSystem extends RawLocalFileSystem {
  /** Made once, as it is read from files. */
  private static final Configuration CONFIGURATION = new Configuration();

  private Breakage breakage = Breakage.none();

  private BrokenLocalFileSystem() {}

  static BrokenLocalFileSystem of(Breakage breakage) {
    BrokenLocalFileSystem fileSystem = new BrokenLocalFileSystem();
    try {
      fileSystem.initialize(URI.create("file:///"), CONFIGURATION);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    fileSystem.breakage = breakage;
    return fileSystem;
  }

  @Override
  public File pathToFile(Path path) {
    try {
      breakage.asks("path " + path.getName());
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
    breakage.asks("permission " + path.getName());
  }

  @Override
  protected boolean mkOneDirWithMode(Path path, File folder, FsPermission permission)
      throws IOException {
    if (!folder.exists()) {
      breakage.fills("folder " + path.getName());
    }
    return super.mkOneDirWithMode(path, folder, permission);
  }

  @Override
  protected OutputStream createOutputStreamWithMode(
      Path path, boolean append, FsPermission permission) throws IOException {
    breakage.fills("create " + path.getName());
    return new BrokenOutput(
        super.createOutputStreamWithMode(path, append, permission), breakage, path.getName());
  }

  @Override
  public FSDataInputStream open(Path path, int bufferSize) throws IOException {
    BrokenInput in =
        new BrokenInput(
            super.open(path, bufferSize), () -> breakage.asks("read " + path.getName()));
    return new FSDataInputStream(new BufferedFSInputStream(in, bufferSize));
  }
}
