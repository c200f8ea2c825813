package io.sparkgan.cluster;

import io.sparkgan.config.UserInputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The folder of one cluster: its state, its logs, and what applications leave behind. */
record ClusterFolder(Path path) {
  private static final String STATE = "cluster.properties";
  private static final String KEYS = "spark.properties";
  private static final String WORK = "work";

  ClusterFolder {
    path = path.toAbsolutePath().normalize();
  }

  /** Does something while no other process starts or stops the cluster of this folder. */
  <T> T locked(Supplier<T> work) {
    try {
      Files.createDirectories(path);
      try (FileChannel file =
              FileChannel.open(
                  path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          FileLock lock = file.tryLock()) {
        if (lock != null && lock.isValid()) {
          return work.get();
        }
      } catch (OverlappingFileLockException e) {
        // Another thread of this process has it.
      }
      throw new UserInputException(
          "--dir: the cluster in %s is being started or stopped at this moment; wait for it, or name another folder"
              .formatted(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The cluster that was started here last, and was not stopped. */
  Optional<ClusterState> state() {
    try (var in = Files.newBufferedReader(path.resolve(STATE))) {
      Properties text = new Properties();
      text.load(in);
      return Optional.of(ClusterState.of(text));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whole or not at all: whoever is killed now leaves the state before. */
  void write(ClusterState state) {
    Path hidden = path.resolve("." + STATE);
    try {
      try (Writer out = Files.newBufferedWriter(hidden)) {
        state.properties().store(out, "jobs/cluster stop ends these processes");
      }
      Files.move(hidden, path.resolve(STATE), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Spark's keys for master and workers in a file, as others can read a command line. */
  Path write(Map<String, String> sparkKeys) {
    Path file = path.resolve(KEYS);
    Properties text = new Properties();
    text.putAll(sparkKeys);
    try {
      Files.deleteIfExists(file);
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      try (Writer out = Files.newBufferedWriter(file)) {
        text.store(out, "for master and workers");
      }
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path log(String process) {
    try {
      return Files.createDirectories(path.resolve("logs")).resolve(process + ".log");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where a worker keeps its applications, each with a copy of all jars. */
  Path work(String process) {
    return path.resolve(WORK).resolve(process);
  }

  /** The Spark that it runs from. */
  Path home() {
    return path.resolve("home");
  }

  /** Where executors spill and shuffle. */
  Path scratch() {
    return path.resolve("scratch");
  }

  /**
   * Makes sure that nobody else's files are removed: a folder may be anybody's home until a cluster
   * was started there.
   *
   * @throws UserInputException if something is there under a name of ours
   */
  void requireOurs() {
    for (Path file : removable()) {
      if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
        throw new UserInputException(
            "--dir: %s is there, and no cluster was started in that folder; a cluster would remove it, so name another folder"
                .formatted(file));
      }
    }
  }

  private List<Path> removable() {
    return List.of(path.resolve(WORK), scratch(), home(), path.resolve(KEYS));
  }

  /** Removes everything but the logs of master and workers; only where a cluster was started. */
  void clear() {
    try {
      for (Path file : removable()) {
        delete(file);
      }
      Files.deleteIfExists(path.resolve(STATE));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> tree = Files.walk(folder)) {
      for (Path file : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
