package io.sparkgan.storage;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.hadoop.fs.RawLocalFileSystem;

/**
 * What the file system of this machine does in one step and Hadoop in two, looking first; and its
 * symbolic links, of which Hadoop says nothing.
 */
record LocalFiles(RawLocalFileSystem fileSystem) {

  /** Whether there is a file; a device or a pipe, whose end never comes, is none. */
  boolean isFile(org.apache.hadoop.fs.Path path) {
    return fileSystem.pathToFile(path).isFile();
  }

  /**
   * Whether something is there that is no file: a folder, a link, a device or a pipe. It takes one
   * look, so that what is deleted and made again meanwhile is not taken for that.
   */
  boolean isOther(org.apache.hadoop.fs.Path path) throws IOException {
    try {
      return !Files.readAttributes(
              local(path), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
          .isRegularFile();
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  boolean isLink(org.apache.hadoop.fs.Path path) {
    return Files.isSymbolicLink(local(path));
  }

  /**
   * Opens a file that is not there yet, in a folder that is made if it is missing.
   *
   * @return none if it is there
   */
  Optional<OutputStream> openNew(org.apache.hadoop.fs.Path path) throws IOException {
    Path file = local(path);
    Path folder = file.getParent();
    try {
      if (!Files.isDirectory(folder)) {
        Files.createDirectories(folder);
      }
      return Optional.of(
          Files.newOutputStream(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
    } catch (FileAlreadyExistsException | NoSuchFileException e) {
      if (Files.exists(folder) && !Files.isDirectory(folder)) {
        throw e;
      }
      return Optional.empty(); // There is no folder if another has just deleted it again.
    }
  }

  /** Renames a file onto another, which Hadoop would delete first. */
  void replace(org.apache.hadoop.fs.Path from, org.apache.hadoop.fs.Path to) throws IOException {
    Files.move(
        local(from),
        local(to),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  /** Deletes a file, a link, or a folder in which nothing is. */
  boolean delete(org.apache.hadoop.fs.Path path) throws IOException {
    return Files.deleteIfExists(local(path));
  }

  /** Deletes a folder in which nothing is, where Hadoop would delete what has come into it. */
  void deleteEmpty(org.apache.hadoop.fs.Path folder) throws IOException {
    if (Files.isDirectory(local(folder), LinkOption.NOFOLLOW_LINKS)) {
      delete(folder);
    }
  }

  /** Names of what is in a folder, with links that lead nowhere; none if it cannot be listed. */
  Optional<Stream<String>> names(org.apache.hadoop.fs.Path folder) {
    return Optional.ofNullable(fileSystem.pathToFile(folder).list()).map(Stream::of);
  }

  private Path local(org.apache.hadoop.fs.Path path) {
    return fileSystem.pathToFile(path).toPath();
  }
}
