package io.sparkgan.storage;

import io.sparkgan.config.UserInputException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/**
 * The files of the locks in one folder: {@code write.lock.1}, and while it is taken over one more.
 */
record LockFiles(HadoopFiles files, Path folder) {
  private static final Pattern NAME = Pattern.compile("write\\.lock\\.([1-9]\\d{0,8})");

  /** Whether a file is one of a lock. */
  static boolean isLock(String name) {
    return NAME.matcher(name).matches();
  }

  /**
   * Those that are there, in the order of their numbers.
   *
   * @throws UserInputException if something else is called like one
   */
  List<LockFile> present() {
    return files.names(folder).stream()
        .map(NAME::matcher)
        .filter(Matcher::matches)
        .flatMap(name -> read(Integer.parseInt(name.group(1))).stream())
        .sorted(Comparator.comparingInt(LockFile::number))
        .toList();
  }

  /** None if it has been released by now. */
  private Optional<LockFile> read(int number) {
    try {
      requireFile(path(number));
      FileStatus status = files.fileSystem().getFileStatus(path(number));
      return Optional.of(read(number, Instant.ofEpochMilli(status.getModificationTime())));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Nothing else is ever a lock: a pipe would be waited for, a link that leads nowhere not seen.
   */
  private void requireFile(Path path) throws IOException {
    if (files.isOther(path)) {
      throw new UserInputException(
          "%s: expected a lock, which is a file, found a folder, a link, a device or a pipe; delete it if no driver trains here"
              .formatted(path));
    }
  }

  /** HDFS cannot read a file whose writer died over it, nor any while it is in trouble. */
  private LockFile read(int number, Instant renewed) throws FileNotFoundException {
    try {
      return new LockFile(number, true, holder(number), renewed);
    } catch (FileNotFoundException e) {
      throw e;
    } catch (IOException e) {
      return new LockFile(number, false, Optional.empty(), renewed);
    }
  }

  /** None if the text is no holder's. */
  private Optional<LockHolder> holder(int number) throws IOException {
    try (InputStream in = files.open(path(number))) {
      return LockHolder.of(in.readNBytes(LockHolder.MAX_BYTES));
    }
  }

  /**
   * Makes a lock; of all who try to make the same only one does.
   *
   * @throws UserInputException if no lock has so high a number
   */
  boolean create(int number, LockHolder holder) {
    if (!isLock(path(number).getName())) {
      throw new UserInputException(
          "%s: a lock of so high a number can be of no driver, and none can follow it; delete it if no driver trains here"
              .formatted(path(number - 1)));
    }
    try {
      return files.createNew(path(number), holder.json());
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write " + path(number), e);
    }
  }

  /** Renews a lock, which is not made again if it is gone. */
  void renew(int number, UUID owner) throws IOException {
    files.fileSystem().setTimes(path(number), now(owner).toEpochMilli(), -1);
  }

  /**
   * Deletes a lock if its file says that it is this holder's.
   *
   * @return whether it did
   * @throws UncheckedIOException if it cannot be read or deleted, and is left
   */
  boolean release(int number, LockHolder holder) {
    try {
      if (holder(number).filter(it -> it.id().equals(holder.id())).isEmpty()) {
        return false;
      }
    } catch (FileNotFoundException e) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read %s, so it is left".formatted(path(number)), e);
    }
    delete(number, Optional.of(holder));
    return true;
  }

  /** Deletes a lock, and what its holder may have left beside it. */
  void delete(int number, Optional<LockHolder> holder) {
    files.delete(path(number));
    holder.ifPresent(it -> files.delete(probe(it.id())));
  }

  /**
   * The time by the clock of the file system, which renewed locks have, too. Clocks of machines
   * differ.
   *
   * @param asking tells the file from others'
   */
  Instant now(UUID asking) throws IOException {
    Path probe = probe(asking);
    try {
      files.fileSystem().create(probe, true).close();
      return Instant.ofEpochMilli(files.fileSystem().getFileStatus(probe).getModificationTime());
    } finally {
      files.fileSystem().delete(probe, false);
    }
  }

  Path path(int number) {
    return new Path(folder, "write.lock." + number);
  }

  private Path probe(UUID id) {
    return new Path(folder, ".write.lock.%s.tmp".formatted(id));
  }
}
