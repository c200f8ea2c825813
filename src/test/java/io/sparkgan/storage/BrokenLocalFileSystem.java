package io.sparkgan.storage;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;

/** A local file system of which some calls fail. Every call passes {@link #pathToFile}. */
final class BrokenLocalFileSystem extends RawLocalFileSystem {
  private final int first;
  private final int last;
  private int calls;

  private BrokenLocalFileSystem(int first, int last) {
    this.first = first;
    this.last = last;
  }

  /** As a process sees it that is killed at a call: no more does anything. */
  static BrokenLocalFileSystem dyingAt(int call, Configuration configuration) {
    return initialised(new BrokenLocalFileSystem(call, Integer.MAX_VALUE), configuration);
  }

  /** One call fails, those after it work again. */
  static BrokenLocalFileSystem failingAt(int call, Configuration configuration) {
    return initialised(new BrokenLocalFileSystem(call, call), configuration);
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

  @Override
  public File pathToFile(Path path) {
    calls++;
    if (calls >= first && calls <= last) {
      throw new UncheckedIOException(new IOException("call %d is broken".formatted(calls)));
    }
    return super.pathToFile(path);
  }
}
