package io.sparkgan.storage;

import io.sparkgan.config.ConfParser;
import io.sparkgan.config.UserInputException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.ChecksumFileSystem;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.UnsupportedFileSystemException;
import org.apache.hadoop.security.AccessControlException;

/**
 * The few operations that are asked of a Hadoop file system. Failures of the file system are {@link
 * UncheckedIOException}.
 *
 * @param fileSystem the raw one on {@code file:}, for the usual one moves files whose checksum is
 *     wrong out of their folder, and renames a file and its {@code .crc} one after the other
 * @param context has the one rename that replaces atomically where the file system can
 */
public record HadoopFiles(FileSystem fileSystem, FileContext context) {
  /**
   * The file system of a path.
   *
   * @throws UserInputException if Hadoop knows no such file system
   */
  public static HadoopFiles of(Configuration configuration, Path path) {
    try {
      FileSystem fileSystem = path.getFileSystem(configuration);
      FileContext context = FileContext.getFileContext(fileSystem.getUri(), configuration);
      return new HadoopFiles(
          fileSystem instanceof ChecksumFileSystem checked
              ? checked.getRawFileSystem()
              : fileSystem,
          context);
    } catch (UnsupportedFileSystemException e) {
      throw unusable(path, e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (RuntimeException e) {
      // Hadoop's way to say that a URI needs a host, a form or a driver it does not know.
      throw unusable(path, e);
    }
  }

  /**
   * The file system of a path that a job is to read from, known to answer.
   *
   * @throws UserInputException as {@link #of} does
   */
  static HadoopFiles answering(Configuration configuration, Path path) {
    HadoopFiles files = of(configuration, path);
    HdfsCheck.requireAnswer(files.fileSystem(), configuration);
    return files;
  }

  /**
   * Makes sure that what a user's text names can be written to now.
   *
   * @throws UserInputException as {@link #of} does
   * @throws io.sparkgan.config.EnvironmentException if it cannot
   */
  public static void requireWritable(Configuration configuration, String uri) {
    writable(configuration, path(uri));
  }

  /**
   * The file system of a path that a job is to write to, known to take it.
   *
   * @throws UserInputException as {@link #of} does
   * @throws io.sparkgan.config.EnvironmentException if nothing can be written now
   */
  static HadoopFiles writable(Configuration configuration, Path path) {
    HadoopFiles files = of(configuration, path);
    HdfsCheck.requireWritable(files.fileSystem(), configuration);
    return files;
  }

  private static UserInputException unusable(Path path, Exception cause) {
    UserInputException exception =
        new UserInputException(
            "Cannot use %s: %s; give a URI that Hadoop knows, such as file:/folder or hdfs://host/folder"
                .formatted(path, cause.getMessage()));
    exception.initCause(cause);
    return exception;
  }

  /**
   * The path that a user's text names.
   *
   * @throws UserInputException if it is none, or has a password in it: URIs are written to run.json
   */
  public static Path path(String uri) {
    try {
      Path path = new Path(uri);
      requireNoPassword(path.toUri());
      if (uri.chars().anyMatch(Character::isISOControl)) {
        throw new IllegalArgumentException("there is a control character in it");
      }
      return path;
    } catch (IllegalArgumentException e) {
      throw new UserInputException("Not a path or URI: '%s': %s".formatted(uri, e.getMessage()));
    }
  }

  private static void requireNoPassword(URI uri) {
    String authority = String.valueOf(uri.getRawAuthority());
    int at = authority.lastIndexOf('@');
    if (authority.substring(0, Math.max(0, at)).contains(":")) {
      throw new UserInputException(
          "%s://***@%s%s has a password in it, and URIs are written to run.json and logs; give it by a key of spark.hadoop"
              .formatted(uri.getScheme(), authority.substring(at + 1), uri.getPath()));
    }
  }

  /** The full URI of what a user's text names. */
  public static String absolute(Configuration configuration, String uri) {
    Path path = path(uri);
    return of(configuration, path).qualified(path).toString();
  }

  /** Whether a user's text names a file or a folder that is there. */
  public static boolean exists(Configuration configuration, String uri) {
    Path path = path(uri);
    HadoopFiles files = answering(configuration, path);
    return files.isFile(path) || files.isFolder(path);
  }

  /** The path with scheme and host, and the working folder if it is relative. */
  public Path qualified(Path path) {
    return fileSystem.makeQualified(path);
  }

  /** Whether there is a file; a device or a pipe, whose end never comes, is none. */
  public boolean isFile(Path path) {
    return unchecked(
        () ->
            local().isPresent()
                ? local().get().isFile(path)
                : fileSystem.exists(path) && fileSystem.getFileStatus(path).isFile());
  }

  public boolean isFolder(Path path) {
    return unchecked(() -> fileSystem.exists(path) && fileSystem.getFileStatus(path).isDirectory());
  }

  /** Whether something is there that is no file, and be it a link that leads to one. */
  boolean isOther(Path path) throws IOException {
    Optional<LocalFiles> local = local();
    if (local.isPresent()) {
      return local.get().isOther(path);
    }
    try {
      return !fileSystem.getFileStatus(path).isFile();
    } catch (FileNotFoundException e) {
      return false;
    }
  }

  long length(Path path) throws IOException {
    return fileSystem.getFileStatus(path).getLen();
  }

  /** The bytes of a file. */
  public FSDataInputStream open(Path path) throws IOException {
    return fileSystem.open(path);
  }

  /**
   * The bytes of a user's file as a stream that skips without reading, but not beyond the end.
   *
   * @throws UserInputException if it is not there, no file, or not to be read by this user
   */
  public InputStream openSkipping(Path path) throws IOException {
    // Whoever opens a pipe waits until somebody writes to it.
    if (local().isPresent() && !isFile(path) && fileSystem.exists(path)) {
      throw new UserInputException(
          "%s: expected a file to read, found a folder, a device or a pipe".formatted(path));
    }
    try {
      return new SkippingStream(open(path), length(path));
    } catch (FileNotFoundException | AccessControlException e) {
      throw new UserInputException(
          "%s: expected a file to read, found %s".formatted(path, e.getMessage()));
    }
  }

  /**
   * A file's text.
   *
   * @throws UserInputException if it is so long that nobody can have meant it
   */
  String text(Path path) {
    return unchecked(
        () -> {
          try (FSDataInputStream in = open(path)) {
            byte[] bytes = in.readNBytes(ConfParser.LONGEST + 1);
            if (bytes.length > ConfParser.LONGEST) {
              throw new UserInputException(
                  "%s: expected at most %d bytes of text, found more"
                      .formatted(path, ConfParser.LONGEST));
            }
            return new String(bytes, StandardCharsets.UTF_8);
          }
        });
  }

  /**
   * Makes a file that is not there yet, in a folder that is made if it is missing. Of all who try
   * at the same moment one does, where the file system can tell.
   */
  boolean createNew(Path path, byte[] content) throws IOException {
    Optional<OutputStream> opened = openNew(path);
    if (opened.isEmpty()) {
      return false;
    }
    try (OutputStream out = opened.get()) {
      out.write(content);
    } catch (IOException e) {
      try {
        fileSystem.delete(path, false);
      } catch (IOException left) {
        e.addSuppressed(left);
      }
      throw e;
    }
    return true;
  }

  private Optional<OutputStream> openNew(Path path) throws IOException {
    Optional<LocalFiles> local = local();
    if (local.isPresent()) {
      return local.get().openNew(path);
    }
    fileSystem.mkdirs(path.getParent());
    try {
      return Optional.of(fileSystem.create(path, false));
    } catch (IOException e) {
      // File systems have many exceptions for this.
      if (fileSystem.exists(path)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** Deletes a folder if nothing is in it. */
  void deleteIfEmpty(Path folder) throws IOException {
    if (!names(folder).isEmpty()) {
      return;
    }
    try {
      deleteEmpty(folder);
    } catch (IOException e) {
      if (names(folder).isEmpty()) {
        throw e;
      }
    }
  }

  private void deleteEmpty(Path folder) throws IOException {
    Optional<LocalFiles> local = local();
    if (local.isPresent()) {
      local.get().deleteEmpty(folder);
    } else {
      fileSystem.delete(folder, false);
    }
  }

  /** A new file. If there is one of that name it is replaced, and never what a link leads to. */
  FSDataOutputStream create(Path path) throws IOException {
    Optional<LocalFiles> local = local();
    if (local.isPresent()) {
      local.get().delete(path);
    }
    return fileSystem.create(path, true);
  }

  /** Whether a path is a symbolic link of this machine. */
  boolean isLink(Path path) {
    return unchecked(() -> local().filter(local -> local.isLink(path)).isPresent());
  }

  /** Renames a file onto another, or onto nothing, in one step where the file system can. */
  void replace(Path from, Path to) throws IOException {
    Optional<LocalFiles> local = local();
    if (local.isPresent()) {
      local.get().replace(from, to);
    } else {
      context.rename(from, to, Options.Rename.OVERWRITE);
    }
  }

  /** Names of what is in a folder, sorted; none if there is no such folder. */
  public List<String> names(Path folder) {
    return unchecked(() -> listed(folder).sorted().toList());
  }

  private Stream<String> listed(Path folder) throws IOException {
    Optional<Stream<String>> local = local().flatMap(it -> it.names(folder));
    if (local.isPresent()) {
      return local.get();
    }
    try {
      return Stream.of(fileSystem.listStatus(folder)).map(status -> status.getPath().getName());
    } catch (FileNotFoundException e) {
      return Stream.empty();
    }
  }

  /** Deletes a file or a folder with all it holds, if it is there; of a link only the link. */
  void delete(Path path) {
    unchecked(() -> isLink(path) ? local().get().delete(path) : fileSystem.delete(path, true));
  }

  private Optional<LocalFiles> local() {
    return fileSystem instanceof RawLocalFileSystem raw
        ? Optional.of(new LocalFiles(raw))
        : Optional.empty();
  }

  private interface Operation<T> {
    T run() throws IOException;
  }

  private static <T> T unchecked(Operation<T> operation) {
    try {
      return operation.run();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
