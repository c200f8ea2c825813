package io.sparkgan.storage;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.StreamCapabilities;

/**
 * A file that is complete under a hidden name beside its own, and gets its own name in one step.
 * Closing it without a commit deletes it.
 */
final class AtomicFile implements AutoCloseable {

  /** Fills a file; the stream belongs to the caller. */
  interface Content {
    void writeTo(FSDataOutputStream out) throws IOException;
  }

  private final HadoopFiles files;
  private final Path target;
  private final Path temporary;
  private boolean committed;

  private AtomicFile(HadoopFiles files, Path target) {
    this.files = files;
    this.target = target;
    this.temporary = new Path(target.getParent(), "." + target.getName() + ".tmp");
  }

  /** Whether a file is one that was not committed. */
  static boolean isTemporary(String name) {
    return name.startsWith(".") && name.endsWith(".tmp");
  }

  /** Writes a file under its hidden name, down to the disk where the file system can. */
  static AtomicFile prepare(HadoopFiles files, Path target, Content content) {
    AtomicFile file = new AtomicFile(files, target);
    try (FSDataOutputStream out = files.create(file.temporary)) {
      content.writeTo(out);
      if (out.hasCapability(StreamCapabilities.HSYNC)) {
        out.hsync();
      }
    } catch (IOException e) {
      throw file.abandoned(new UncheckedIOException("Cannot write " + target, e));
    } catch (RuntimeException e) {
      throw file.abandoned(e);
    }
    return file;
  }

  /** Writes a file, or replaces it. */
  static void write(HadoopFiles files, Path target, Content content) {
    try (AtomicFile file = prepare(files, target, content)) {
      file.commit();
    }
  }

  void commit() {
    try {
      files.replace(temporary, target);
      committed = true;
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot commit " + target, e);
    }
  }

  @Override
  public void close() {
    if (!committed) {
      files.delete(temporary);
    }
  }

  private RuntimeException abandoned(RuntimeException cause) {
    try {
      close();
    } catch (UncheckedIOException e) {
      cause.addSuppressed(e);
    }
    return cause;
  }
}
