package io.sparkgan.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.sparkgan.config.UserInputException;
import io.sparkgan.storage.WriteLock.IfUnsure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The lock on local files. */
class WriteLockTest extends WriteLockContract {
  @TempDir private Path out;

  @Override
  Configuration configuration() {
    return new Configuration();
  }

  @Override
  String outUri() {
    return out.toUri().toString();
  }

  @Override
  int races() {
    return 200;
  }

  @Test
  void aPipeInPlaceOfALockIsNotWaitedFor() throws Exception {
    Path lock = Files.createDirectories(out.resolve("run")).resolve("write.lock.1");
    assertThat(new ProcessBuilder("mkfifo", lock.toString()).start().waitFor()).isZero();
    assertTimeoutPreemptively(Duration.ofSeconds(30), this::requireNoLock);
    assertThat(lock).exists();
  }

  @Test
  void aLinkInPlaceOfALockIsNoneWhereverItLeads() throws IOException {
    Path lock = Files.createDirectories(out.resolve("run")).resolve("write.lock.1");
    Path file = Files.writeString(out.resolve("file"), "{}");
    for (Path target : List.of(out.resolve("nowhere"), file)) {
      Files.createSymbolicLink(lock, target);
      requireNoLock();
      Files.delete(lock);
    }
    assertThat(out.resolve("nowhere")).doesNotExist();
    assertThat(file).hasContent("{}");
  }

  private void requireNoLock() {
    assertThatThrownBy(() -> take(IfUnsure.TAKE_OVER))
        .isInstanceOf(UserInputException.class)
        .hasMessageContainingAll(
            "run/write.lock.1: expected a lock, which is a file, found", "delete it if no driver")
        .message()
        .hasLineCount(1);
    assertThat(names()).containsExactly("write.lock.1");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 1000})
  void usersAndMachinesMayHaveAnyNames(int times) {
    String name = "J\u00fcrgen \u540d\u524d\u001b\"".repeat(times);
    ProcessMark process = ProcessMark.named(name, name, 4711, "12");
    LockHolder holder =
        new LockHolder(
            UUID.randomUUID(), process, Instant.parse("2026-01-02T12:00:00Z"), LockFile.LEASE);
    assertThat(holder.json()).hasSizeLessThan(LockHolder.MAX_BYTES);
    assertThat(LockHolder.of(holder.json())).contains(holder);
  }

  @Test
  void differentNamesStayDifferent() {
    String name = "\u540d".repeat(1000);
    ProcessMark process = ProcessMark.named("host", name, 4711, "12");
    assertThat(process).isEqualTo(ProcessMark.named("host", name, 4711, "12"));
    assertThat(process).isNotEqualTo(ProcessMark.named("host", name + "s", 4711, "12"));
    assertThat(process.host()).isEqualTo("host");
  }
}
