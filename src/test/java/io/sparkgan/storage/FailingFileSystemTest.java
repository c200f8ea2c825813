package io.sparkgan.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkgan.training.CheckpointStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FilterFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.StreamCapabilities;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FailingFileSystemTest {
  @TempDir private java.nio.file.Path out;

  private Path folder;
  private HadoopFiles working;
  private BrokenDeletes broken;
  private HadoopFiles files;

  @BeforeEach
  void breakDeletes() {
    folder = new Path(out.toUri());
    working = HadoopFiles.of(new Configuration(), folder);
    broken = new BrokenDeletes(working.fileSystem());
    files = new HadoopFiles(broken, working.context());
  }

  @Test
  void aCommitStandsThoughOldCheckpointsCannotBeDeleted() {
    CheckpointArchive archive = new CheckpointArchive(files, folder);
    CheckpointStore store =
        new HadoopCheckpointStore(files, archive, TestRuns.FINGERPRINTS, 1, CheckpointArchive::log);
    TestRuns.commit(store, 1);

    TestRuns.commit(store, 2);

    assertThat(broken.calls).hasValue(1);
    assertThat(archive.rounds()).containsExactly(1, 2);
    assertThat(store.latest().orElseThrow().round()).isEqualTo(2);
  }

  @Test
  void aFailureWhileWritingIsTheErrorAndAFailureToCleanUpIsSuppressed() {
    Path target = new Path(folder, "file");

    assertThatThrownBy(() -> AtomicFile.write(files, target, out -> fail()))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("Cannot write")
        .hasRootCauseMessage("disk full")
        .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));
    assertThat(broken.calls).hasValue(1);
  }

  @Test
  void aFailureWhileWritingLeavesTheOldFileAndNoRest() {
    Path target = new Path(folder, "file");
    AtomicFile.write(working, target, out -> out.write('a'));

    assertThatThrownBy(() -> AtomicFile.write(working, target, out -> fail()))
        .hasRootCauseMessage("disk full");

    assertThat(working.names(folder)).containsExactly("file");
    assertThat(working.text(target)).isEqualTo("a");
  }

  @Test
  void theLocalFileSystemCanForceAFileToTheDisk() {
    Path target = new Path(folder, "file");

    AtomicFile.write(
        files, target, out -> assertThat(out.hasCapability(StreamCapabilities.HSYNC)).isTrue());

    assertThat(working.names(folder)).containsExactly("file");
  }

  @ParameterizedTest
  @EnumSource
  void aCheckpointThatCannotBeReadNowIsNotTakenForADamagedOne(UnreadableFile.How how) {
    UnreadableFile unreadable = new UnreadableFile(working.fileSystem(), "round-000002.ckpt", how);
    HadoopFiles unread = new HadoopFiles(unreadable, working.context());
    CheckpointArchive archive = new CheckpointArchive(unread, folder);
    List<String> told = new ArrayList<>();
    CheckpointStore store =
        new HadoopCheckpointStore(unread, archive, TestRuns.FINGERPRINTS, 9, told::add);
    TestRuns.commit(store, 1);
    TestRuns.commit(store, 2);

    assertThatThrownBy(store::latest)
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContainingAll("round-000002.ckpt cannot be read now", "try again")
        .hasRootCauseMessage(UnreadableFile.REASON);

    assertThat(unreadable.struck()).isPositive();
    assertThat(told).isEmpty();
    assertThat(archive.rounds()).containsExactly(1, 2);
    assertThatThrownBy(archive::latest).isInstanceOf(UncheckedIOException.class);
  }

  private static void fail() throws IOException {
    throw new IOException("disk full");
  }

  private static final class BrokenDeletes extends FilterFileSystem {
    private final AtomicInteger calls = new AtomicInteger();

    BrokenDeletes(FileSystem fileSystem) {
      super(fileSystem);
    }

    @Override
    public boolean delete(Path path, boolean recursive) throws IOException {
      calls.incrementAndGet();
      throw new IOException("deletes are broken");
    }
  }
}
