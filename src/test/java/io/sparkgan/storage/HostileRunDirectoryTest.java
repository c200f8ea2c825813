package io.sparkgan.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.sparkgan.config.UserInputException;
import io.sparkgan.storage.RunDirectory.IfExists;
import io.sparkgan.training.CheckpointStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A run directory may come from anywhere: what is in it is read as what it should be, or not. */
class HostileRunDirectoryTest {
  @TempDir private Path out;
  private RunDirectory run;

  @BeforeEach
  void twoRounds() {
    run = RunDirectory.create(new Configuration(), out.toString(), "run", IfExists.REFUSE, "{}");
    TestRuns.commit(store(new ArrayList<>()), 1);
    TestRuns.commit(store(new ArrayList<>()), 2);
  }

  @Test
  void javaObjectsInPlaceOfACheckpointAreRefused() throws IOException {
    Files.write(checkpoint(3), serialised());
    assertThatThrownBy(() -> run.checkpoints().load(3))
        .isInstanceOf(DamagedCheckpointException.class)
        .hasMessageContaining("it does not begin with 'sparkgan'");
  }

  @Test
  void theNewestGoodCheckpointIsTakenAndWhatIsPassedOverIsTold() throws IOException {
    Files.write(checkpoint(3), serialised());
    Files.createDirectories(checkpoint(4).resolve("inner"));
    Files.copy(checkpoint(1), checkpoint(5));
    Files.write(checkpoint(6), new byte[0]);
    List<String> told = new ArrayList<>();

    assertThat(store(told).latest().orElseThrow().round()).isEqualTo(2);

    assertThat(told).hasSize(4).allMatch(line -> line.endsWith("; falling back to the one before"));
    assertThat(told.get(0)).contains("round-000006.ckpt is damaged: 0 bytes long");
    assertThat(told.get(1))
        .contains("round-000005.ckpt is damaged: it is of round 1, whatever its name says");
    assertThat(told.get(2)).contains("No checkpoint of round 4");
    assertThat(told.get(3)).contains("round-000003.ckpt is damaged: it does not begin");
  }

  @ParameterizedTest
  @ValueSource(strings = {"java.lang.Runtime", "PARAMETERS\n\u001b[2J", ""})
  void aKindThatIsNoneIsRefusedInOneLine(String kind) throws IOException {
    byte[] whole = CheckpointFileTest.bytes(TestRuns.stored(3));
    byte[] damaged = DamagedCheckpointTest.withHeaderText(whole, "UPDATER", kind);
    Files.write(checkpoint(3), damaged);
    assertThatThrownBy(() -> run.checkpoints().load(3))
        .isInstanceOf(DamagedCheckpointException.class)
        .hasMessageContaining("header: ")
        .message()
        .hasLineCount(1)
        .doesNotContain("\u001b");
  }

  @Test
  void namesThatLeadElsewhereAreNoSections() throws IOException {
    byte[] whole = CheckpointFileTest.bytes(TestRuns.stored(3));
    for (String name : List.of("../../etc/passwd", "/etc/passwd", "generator/../x", "a/b/c", "")) {
      Files.write(
          checkpoint(3), DamagedCheckpointTest.withHeaderText(whole, "generator/adam", name));
      assertThatThrownBy(() -> run.checkpoints().load(3))
          .isInstanceOf(DamagedCheckpointException.class)
          .hasMessageContaining("header: Not a section name");
    }
  }

  @Test
  void aDescriptionIsAFileOfBoundedSize() throws IOException {
    Path json = out.resolve("run/run.json");
    try (RandomAccessFile file = new RandomAccessFile(json.toFile(), "rw")) {
      file.setLength(1L << 40); // A hole on the disk.
    }
    assertThatThrownBy(run::runJson)
        .isInstanceOf(UserInputException.class)
        .hasMessageContaining("run.json: expected at most 1048576 bytes of text, found more");
    Files.delete(json);
    Files.createSymbolicLink(json, Path.of("/dev/zero"));
    requireNoRun();
    Files.delete(json);
    Files.createDirectories(json);
    requireNoRun();
  }

  @Test
  void aPipeIsNotWaitedFor() throws IOException, InterruptedException {
    Path json = out.resolve("run/run.json");
    Files.delete(json);
    assertThat(new ProcessBuilder("mkfifo", json.toString()).start().waitFor()).isZero();
    requireNoRun();
  }

  @Test
  void aPipeInPlaceOfImagesIsNotWaitedFor() throws IOException, InterruptedException {
    Path images = out.resolve("train-images-idx3-ubyte");
    assertThat(new ProcessBuilder("mkfifo", images.toString()).start().waitFor()).isZero();
    org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(images.toUri());
    HadoopFiles files = HadoopFiles.of(new Configuration(), path);
    assertTimeoutPreemptively(
        Duration.ofSeconds(30),
        () ->
            assertThatThrownBy(() -> files.openSkipping(path))
                .isInstanceOf(UserInputException.class)
                .hasMessageContaining(
                    "ubyte: expected a file to read, found a folder, a device or"));
  }

  @Test
  void whatARunIsCalledInsideNamesNoFile() {
    RunManifest manifest =
        RunManifest.of(
            new RunManifest("../../other", "now", Map.of(), "data-1", 4, Optional.empty(), "{}")
                .json(),
            "run.json");
    assertThat(manifest.run()).isEqualTo("../../other");
    assertThat(run.name()).isEqualTo("run");
    run.describe(manifest.json());
    assertThat(RunDirectory.open(new Configuration(), out + "/run").name()).isEqualTo("run");
    assertThat(out.resolve("../other")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "s3a://key:secret@bucket/images",
        "hdfs://me:secret@namenode:8020/x",
        "ftp://a:secret@b@host/x"
      })
  void aPasswordInAUriIsRefusedAndNotRepeated(String uri) {
    assertThatThrownBy(() -> HadoopFiles.path(uri))
        .isInstanceOf(UserInputException.class)
        .hasMessageContaining("has a password in it")
        .message()
        .doesNotContain("secret");
    assertThat(HadoopFiles.path("hdfs://me@namenode:8020/x").getName()).isEqualTo("x");
  }

  @Test
  void aPathWithControlCharactersIsNone() {
    assertThatThrownBy(() -> HadoopFiles.path("runs/a\u0000b"))
        .isInstanceOf(UserInputException.class)
        .hasMessageContaining("Not a path or URI");
  }

  private void requireNoRun() {
    assertThatThrownBy(() -> RunDirectory.open(new Configuration(), out + "/run"))
        .isInstanceOf(UserInputException.class)
        .hasMessageContaining("is not a run directory: it has no run.json");
  }

  private Path checkpoint(int round) {
    return out.resolve("run/checkpoints/round-%06d.ckpt".formatted(round));
  }

  private CheckpointStore store(List<String> told) {
    return run.checkpoints(TestRuns.FINGERPRINTS, 9, told::add);
  }

  private static byte[] serialised() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(new ArrayList<>(List.of("an object")));
    }
    return bytes.toByteArray();
  }
}
