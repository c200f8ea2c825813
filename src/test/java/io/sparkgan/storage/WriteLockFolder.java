package io.sparkgan.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkgan.storage.WriteLock.IfUnsure;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.BeforeEach;

/** A folder to lock, and what tests of its lock do with it, on any file system. */
abstract class WriteLockFolder {
  /** Nobody has this number with this start. */
  static final ProcessMark GONE = reborn(ProcessMark.here());

  static final ProcessMark FOREIGN = new ProcessMark("elsewhere", "another boot", 4711, "12");

  final List<String> notices = new ArrayList<>();
  HadoopFiles files;
  Path folder;
  LockFiles locks;

  /** A configuration that knows the file system under test. */
  abstract Configuration configuration();

  /** A folder on it that is new for every test. */
  abstract String outUri();

  /** How often drivers race. */
  abstract int races();

  @BeforeEach
  void newFolder() {
    Path out = new Path(outUri());
    files = HadoopFiles.of(configuration(), out);
    folder = files.qualified(new Path(out, "run"));
    locks = new LockFiles(files, folder);
  }

  WriteLock take(IfUnsure ifUnsure) {
    return take(locks, ifUnsure);
  }

  WriteLock take(Duration lease) {
    return WriteLock.take(locks, LockHolder.here(lease), IfUnsure.REFUSE, this::note);
  }

  WriteLock take(LockFiles from, IfUnsure ifUnsure) {
    return WriteLock.take(from, LockHolder.here(LockFile.LEASE), ifUnsure, this::note);
  }

  void note(String notice) {
    synchronized (notices) {
      notices.add(notice);
    }
  }

  void leave(int number, ProcessMark process) {
    assertThat(locks.create(number, holder(process))).isTrue();
  }

  static LockHolder holder(ProcessMark process) {
    return new LockHolder(
        UUID.randomUUID(), process, Instant.parse("2026-01-02T12:00:00Z"), LockFile.LEASE);
  }

  static ProcessMark reborn(ProcessMark process) {
    return new ProcessMark(process.host(), process.scope(), process.pid(), process.start() + "1");
  }

  /** Sets when a lock was renewed last, and says when that is. */
  Instant renewed(int number, Duration ago) throws IOException {
    Instant then = locks.now(UUID.randomUUID()).minus(ago);
    files.fileSystem().setTimes(locks.path(number), then.toEpochMilli(), -1);
    return then;
  }

  void write(int number, byte[] content) throws IOException {
    try (FSDataOutputStream out = files.fileSystem().create(locks.path(number), true)) {
      out.write(content);
    }
  }

  List<String> names() {
    return files.names(folder);
  }
}
