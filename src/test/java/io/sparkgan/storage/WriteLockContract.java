package io.sparkgan.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sparkgan.config.UserInputException;
import io.sparkgan.storage.RunDirectory.IfExists;
import io.sparkgan.storage.WriteLock.IfUnsure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FilterFileSystem;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One folder, one writer: what a lock promises on every file system. */
abstract class WriteLockContract extends WriteLockLosses {
  @Test
  void aLockLeavesNothingBehind() {
    try (WriteLock lock = take(IfUnsure.REFUSE)) {
      assertThat(names()).containsExactly("write.lock.1");
      lock.requireHeld();
    }
    assertThat(files.isFolder(folder)).isFalse();
    assertThat(notices).isEmpty();
  }

  @Test
  void aFolderWithSomethingInItStays() {
    AtomicFile.write(files, new Path(folder, "run.json"), out -> out.write('{'));
    take(IfUnsure.REFUSE).close();
    assertThat(names()).containsExactly("run.json");
  }

  @ParameterizedTest
  @ValueSource(strings = {"REFUSE", "TAKE_OVER"})
  void aDriverThatLivesIsNeverRobbed(IfUnsure ifUnsure) {
    try (WriteLock lock = take(IfUnsure.REFUSE)) {
      assertThatThrownBy(() -> take(ifUnsure))
          .isInstanceOf(UserInputException.class)
          .hasMessageMatching(
              "\\S+/run is being trained by process %d on \\S+ since \\S+Z, which is alive; .*"
                  .formatted(ProcessHandle.current().pid()));
      lock.requireHeld();
    }
    take(ifUnsure).close();
    assertThat(notices).isEmpty();
  }

  @Test
  void aDriverThatWasKilledIsSucceededAndThatIsSaid() throws Exception {
    Process process = new ProcessBuilder("sleep", "300").start();
    leave(1, ProcessMark.of(process.pid()).orElseThrow());
    assertThatThrownBy(() -> take(IfUnsure.TAKE_OVER)).isInstanceOf(UserInputException.class);
    process.destroyForcibly();
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();

    try (WriteLock lock = take(IfUnsure.REFUSE)) {
      lock.requireHeld();
      assertThat(names()).containsExactly("write.lock.2");
    }
    assertThat(notices)
        .singleElement()
        .asString()
        .matches(
            "\\S+/run: lock taken over from process %d on \\S+ since \\S+Z, which is gone"
                .formatted(process.pid()));
  }

  @Test
  void anotherProcessOfTheSameNumberIsNotTheDriver() {
    leave(1, GONE);
    take(IfUnsure.REFUSE).close();
    assertThat(notices).singleElement().asString().contains("which is gone");
  }

  @Test
  void aDriverOutOfSightIsAskedAbout() throws IOException {
    leave(1, FOREIGN);
    renewed(1, Duration.ofSeconds(20));
    assertThatThrownBy(() -> take(IfUnsure.REFUSE))
        .isInstanceOf(UserInputException.class)
        .hasMessageContainingAll(
            "is being trained by process 4711 on elsewhere since 2026-01-02T12:00:00Z",
            "more than 60 s",
            "--take-over")
        .hasMessageFindingMatch("which was there [23]\\d s ago");
    assertThat(names()).containsExactly("write.lock.1");

    take(IfUnsure.TAKE_OVER).close();

    assertThat(notices)
        .singleElement()
        .asString()
        .containsPattern("taken over from process 4711 on elsewhere .*was there [23]\\d s ago");
  }

  @Test
  void aLeaseThatHasRunOutIsTakenOver() throws IOException {
    leave(1, FOREIGN);
    renewed(1, Duration.ofSeconds(75));
    take(IfUnsure.REFUSE).close();
    assertThat(notices).singleElement().asString().containsPattern("which was there [78]\\d s ago");
  }

  @ParameterizedTest
  @ValueSource(ints = {-36000, 36000})
  void leasesGoByTheClockOfTheFileSystem(int seconds) throws IOException {
    leave(1, FOREIGN);
    LockFiles wrong =
        new LockFiles(new HadoopFiles(clockWrongBy(seconds), files.context()), folder);
    renewed(1, Duration.ofSeconds(20));
    assertThatThrownBy(() -> take(wrong, IfUnsure.REFUSE))
        .isInstanceOf(UserInputException.class)
        .hasMessageFindingMatch("which was there [23]\\d s ago");
    renewed(1, Duration.ofSeconds(75));
    take(wrong, IfUnsure.REFUSE).close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{\"owner\": ",
        "[[[[[[[[",
        "{}",
        "{\"owner\":\"0-0-0-0-0\",\"host\":\"\\u001b[2J\",\"scope\":\"a\",\"pid\":1,\"start\":\"1\",\"taken\":\"2026-01-02T12:00:00Z\",\"lease_ms\":1}",
        "{\"owner\":\"0-0-0-0-0\",\"host\":\"h\",\"scope\":\"a\",\"pid\":1,\"start\":\"1\",\"taken\":\"2026-01-02T12:00:00Z\",\"lease_ms\":-1}",
        "include url(\"http://example.org/\")"
      })
  void aLockThatDoesNotSayWhoseItIsCountsForItsLease(String content) throws IOException {
    write(1, content.getBytes(StandardCharsets.UTF_8));
    assertThatThrownBy(() -> take(IfUnsure.REFUSE))
        .isInstanceOf(UserInputException.class)
        .hasMessageContainingAll("is being trained by another driver since ", "--take-over");
    renewed(1, Duration.ofSeconds(75));
    take(IfUnsure.REFUSE).close();
    assertThat(notices).singleElement().asString().contains("another driver");
  }

  @Test
  void aNumberThatNoneFollowsIsNamedAndLeft() throws IOException {
    leave(999_999_999, FOREIGN);
    renewed(999_999_999, Duration.ofSeconds(75));
    assertThatThrownBy(() -> take(IfUnsure.REFUSE))
        .isInstanceOf(UserInputException.class)
        .hasMessageContainingAll(
            "run/write.lock.999999999: a lock of so high a number", "delete it if no driver")
        .message()
        .hasLineCount(1);
    assertThat(names()).containsExactly("write.lock.999999999");
    assertThat(notices).isEmpty();
  }

  @Test
  void aFolderThatIsCalledLikeALockIsNamedAndLeft() throws IOException {
    files.fileSystem().mkdirs(new Path(locks.path(1), "inner"));
    assertThatThrownBy(() -> take(IfUnsure.TAKE_OVER))
        .isInstanceOf(UserInputException.class)
        .hasMessageContaining("run/write.lock.1: expected a lock, which is a file, found a folder");
    assertThat(files.isFolder(new Path(locks.path(1), "inner"))).isTrue();
  }

  @Test
  void aLongFileIsNotReadToItsEnd() throws IOException {
    write(1, "[".repeat(5_000_000).getBytes(StandardCharsets.UTF_8));
    renewed(1, Duration.ofSeconds(75));
    take(IfUnsure.REFUSE).close();
  }

  @Test
  void aLockIsRenewedWhileItIsHeld() throws IOException {
    try (WriteLock lock = take(Duration.ofSeconds(2))) {
      Instant before = renewed(1, Duration.ofSeconds(75));
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> locks.present().get(0).renewed().isAfter(before.plusSeconds(60)));
      assertThat(names()).containsExactly("write.lock.1");
      lock.requireHeld();
    }
  }

  @Test
  void aLockThatCannotBeWrittenIsTheErrorAndIsNotLeft() {
    FilterFileSystem full =
        new FilterFileSystem(files.fileSystem()) {
          @Override
          public FSDataOutputStream create(Path path, boolean overwrite) throws IOException {
            return new FSDataOutputStream(super.create(path, overwrite), null) {
              @Override
              public void write(byte[] bytes) throws IOException {
                throw new IOException("no space left");
              }
            };
          }
        };
    LockFiles onFull = new LockFiles(new HadoopFiles(full, files.context()), folder);
    assertThatThrownBy(() -> take(onFull, IfUnsure.REFUSE))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("Cannot write")
        .hasRootCauseMessage("no space left");
    assertThat(names()).isEmpty();
  }

  @Test
  void aLockThatFailsWhileItIsTakenIsNotLeft() {
    LockFiles failing =
        onceListed(
            () -> {
              throw new IOException("no answer");
            });
    assertThatThrownBy(() -> take(failing, IfUnsure.REFUSE))
        .isInstanceOf(UncheckedIOException.class)
        .hasRootCauseMessage("no answer");
    assertThat(names()).isEmpty();
  }

  @Test
  void aLockOfWhichNobodyCanBeToldIsNotLeft() {
    leave(1, GONE);
    LockHolder driver = LockHolder.here(LockFile.LEASE);
    assertThatThrownBy(
            () ->
                WriteLock.take(
                    locks,
                    driver,
                    IfUnsure.REFUSE,
                    notice -> {
                      throw new IllegalStateException("nobody listens");
                    }))
        .hasMessage("nobody listens");
    assertThat(names()).isEmpty();
  }

  @Test
  void whoLosesDeletesNoLockOfAnother() {
    LockFiles stolen =
        onceListed(
            () -> {
              locks.delete(1, Optional.empty());
              leave(1, FOREIGN);
            });
    assertThatThrownBy(() -> take(stolen, IfUnsure.REFUSE))
        .isInstanceOf(UserInputException.class)
        .hasMessageContaining("is being trained by process 4711 on elsewhere");
    assertThat(names()).containsExactly("write.lock.1");
  }

  @Test
  void aRunIsReplacedUnderItsLock() {
    RunDirectory.create(configuration(), outUri(), "run", IfExists.REFUSE, "{}");
    try (WriteLock lock = take(IfUnsure.REFUSE)) {
      RunDirectory run =
          RunDirectory.create(configuration(), outUri(), "run", IfExists.OVERWRITE, "{1}");
      lock.requireHeld();
      assertThat(run.runJson()).isEqualTo("{1}");
      run.discardAfter(-1);
      lock.requireHeld();
    }
  }

  private interface Happening {
    void run() throws IOException;
  }

  /** The same files; something happens just before their lock is first listed. */
  private LockFiles onceListed(Happening happening) {
    AtomicBoolean happened = new AtomicBoolean();
    FilterFileSystem watched =
        new FilterFileSystem(files.fileSystem()) {
          @Override
          public FileStatus[] listStatus(Path path) throws IOException {
            if (exists(locks.path(1)) && happened.compareAndSet(false, true)) {
              happening.run();
            }
            return super.listStatus(path);
          }
        };
    return new LockFiles(new HadoopFiles(watched, files.context()), folder);
  }

  /** A file system whose server has another time. */
  private FilterFileSystem clockWrongBy(int seconds) {
    return new FilterFileSystem(files.fileSystem()) {
      @Override
      public FileStatus getFileStatus(Path path) throws IOException {
        FileStatus status = super.getFileStatus(path);
        return new FileStatus(
            status.getLen(),
            status.isDirectory(),
            status.getReplication(),
            status.getBlockSize(),
            status.getModificationTime() + 1000L * seconds,
            status.getPath());
      }

      @Override
      public void setTimes(Path path, long modified, long accessed) throws IOException {
        super.setTimes(path, modified - 1000L * seconds, accessed);
      }
    };
  }
}
