package io.sparkgan.storage;

import io.sparkgan.config.UserInputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;

/**
 * A Parquet table, a folder, that a user asked to be written outside a run directory. It is
 * complete under a hidden name before what it replaces is deleted.
 */
public final class OutputTable {
  /** What Spark puts into the folder of a table, with the checksums that Hadoop puts beside it. */
  private static final Pattern SPARK_WRITTEN =
      Pattern.compile("_SUCCESS|\\._SUCCESS\\.crc|part-.*\\.parquet|\\.part-.*\\.parquet\\.crc");

  private final HadoopFiles files;
  private final Path path;
  private final Path temporary;

  private OutputTable(HadoopFiles files, Path path) {
    this.files = files;
    this.path = path;
    this.temporary = new Path(path.getParent(), "." + path.getName() + ".tmp");
  }

  /**
   * Checks that the table could be written, without writing it.
   *
   * @param uri on any Hadoop file system
   * @throws UserInputException if it exists and must not be replaced, if it is a folder of anything
   *     but a Parquet table, or if the URI cannot be used
   */
  public static OutputTable planned(
      Configuration configuration, String uri, OutputFile.IfExists ifExists) {
    Path path = HadoopFiles.path(uri);
    HadoopFiles files = HadoopFiles.writable(configuration, path);
    ifExists.require(files, path);
    requireTable(files, path);
    return new OutputTable(files, files.qualified(path));
  }

  /** The fully qualified URI. */
  public String uri() {
    return path.toString();
  }

  /**
   * Writes the table.
   *
   * @param content writes the whole table at the URI it is given, where nothing is yet
   * @throws UserInputException if what is to be replaced is no table any more
   */
  public void write(Consumer<String> content) {
    files.delete(temporary);
    try {
      content.accept(temporary.toString());
      requireTable(files, path);
    } catch (RuntimeException e) {
      throw abandoned(e);
    }
    moveIntoPlace();
  }

  /** From here on the new table is the one to keep, whatever fails. */
  private void moveIntoPlace() {
    try {
      files.fileSystem().delete(path, true);
      files.context().rename(temporary, path, Options.Rename.NONE);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Cannot move the table to %s; it is complete at %s".formatted(path, temporary), e);
    }
  }

  private static void requireTable(HadoopFiles files, Path path) {
    foreign(files, path)
        .ifPresent(
            name -> {
              throw new UserInputException(
                  "--out: expected a Parquet table to replace, found the folder %s with %s in it; give another path"
                      .formatted(path, name));
            });
  }

  /** Something in a folder that no table has. */
  private static Optional<String> foreign(HadoopFiles files, Path path) {
    if (!files.isFolder(path)) {
      return Optional.empty();
    }
    try {
      return Arrays.stream(files.fileSystem().listStatus(path))
          .filter(
              status ->
                  !status.isFile() || !SPARK_WRITTEN.matcher(status.getPath().getName()).matches())
          .map(FileStatus::getPath)
          .map(Path::getName)
          .sorted()
          .findFirst();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private RuntimeException abandoned(RuntimeException cause) {
    try {
      files.delete(temporary);
    } catch (UncheckedIOException e) {
      cause.addSuppressed(e);
    }
    return cause;
  }
}
