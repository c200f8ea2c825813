package io.sparkgan.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
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
