package io.sparkgan.storage;

import io.sparkgan.config.UserInputException;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** A file of its own, in a run directory or wherever a user asked for it: whole or not at all. */
public final class OutputFile {

  /** What to do if something is there already. */
  public enum IfExists {
    REFUSE,
    REPLACE;

    /** Refuses what is there, if that is what to do. */
    void require(HadoopFiles files, Path path) {
      if (this == REFUSE && (files.isFile(path) || files.isFolder(path))) {
        throw new UserInputException(
            "--out: %s exists already; give another path, or --overwrite to replace it"
                .formatted(path));
      }
    }
  }

  /** Fills the file; the stream may be closed. */
  public interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  private final HadoopFiles files;
  private final Path path;

  OutputFile(HadoopFiles files, Path path) {
    this.files = files;
    this.path = path;
  }

  /**
   * Checks that the file could be written, without writing it.
   *
   * @param uri on any Hadoop file system
   * @throws UserInputException if it exists and must not be replaced, if it is a folder, or if the
   *     URI cannot be used
   */
  public static OutputFile planned(Configuration configuration, String uri, IfExists ifExists) {
    Path path = HadoopFiles.path(uri);
    HadoopFiles files = HadoopFiles.writable(configuration, path);
    ifExists.require(files, path);
    if (files.isFolder(path)) {
      throw new UserInputException(
          "--out: expected a file to replace, found the folder %s; give another path"
              .formatted(uri));
    }
    return new OutputFile(files, files.qualified(path));
  }

  /** The fully qualified URI. */
  public String uri() {
    return path.toString();
  }

  /** Whether it is there. */
  public boolean exists() {
    return files.isFile(path);
  }

  /** Writes the file. */
  public void write(Content content) {
    AtomicFile.write(files, path, out -> content.writeTo(new Shielded(out)));
  }

  /** Stays open when it is closed: the file must reach the disk before it is committed. */
  private static final class Shielded extends FilterOutputStream {
    Shielded(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      out.write(bytes, from, length);
    }

    @Override
    public void close() throws IOException {
      flush();
    }
  }
}
