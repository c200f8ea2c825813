package io.sparkgan.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkgan.config.UserInputException;
import io.sparkgan.state.GanState;
import io.sparkgan.state.Layout;
import io.sparkgan.state.Section;
import io.sparkgan.training.CheckpointStore.Checkpoint;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32C;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointFileTest {

  @Test
  void writesTheFormatAsDocumented() throws IOException {
    assertThat(bytes(TestRuns.stored(7))).isEqualTo(byHand());
  }

  @Test
  void readsWhatTheFormatSays() throws IOException {
    StoredCheckpoint read = read(byHand());

    assertThat(read.fingerprints()).isEqualTo(TestRuns.FINGERPRINTS);
    assertThat(read.checkpoint().round()).isEqualTo(7);
    assertThat(read.checkpoint().state().sha256()).isEqualTo(TestRuns.state(7).sha256());
  }

  @Test
  void keepsEveryBitOfSectionsLongerThanABlock() throws IOException {
    float[] values = new float[3 * CheckpointFile.BLOCK / Float.BYTES + 1];
    Random random = new Random(1);
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextFloat();
    }
    Layout layout =
        new Layout(List.of(new Section("generator/x", Section.Kind.UPDATER, values.length)));
    GanState state = new GanState(layout, List.of(values), 2, 1);
    Fingerprints fingerprints = new Fingerprints(layout.fingerprint(), "", "ünïcode");

    StoredCheckpoint read =
        read(bytes(new StoredCheckpoint(new Checkpoint(0, state), fingerprints)));

    assertThat(read.checkpoint().state().sha256()).isEqualTo(state.sha256());
    assertThat(read.fingerprints()).isEqualTo(fingerprints);
  }

  @Test
  void aMissingFileIsTheUsersMistake(@TempDir Path folder) {
    String uri = folder.resolve("round-000001.ckpt").toUri().toString();

    assertThatThrownBy(() -> CheckpointFile.read(new Configuration(), uri))
        .isInstanceOf(UserInputException.class)
        .hasMessageContaining("round-000001.ckpt");
  }

  @Test
  void networksStartFromParametersOfTheirSizeWhateverOptimisedThem() {
    Section generator = TestRuns.LAYOUT.sections().get(0);
    Section discriminator = TestRuns.LAYOUT.sections().get(2);
    Section rmsProp = new Section("discriminator/updater", Section.Kind.UPDATER, 2);
    GanState fresh = zeros(new Layout(List.of(discriminator, rmsProp, generator)));

    GanState warm = TestRuns.stored(3).warmStart(fresh, "a.ckpt");

    assertThat(warm.layout()).isEqualTo(fresh.layout());
    for (String section : List.of("generator/parameters", "discriminator/parameters")) {
      assertThat(warm.values(section)).containsExactly(TestRuns.state(3).values(section));
    }
    assertThat(warm.values("discriminator/updater")).containsOnly(0);
    assertThat(warm.steps()).isZero();
    assertThat(warm.updaterSteps()).isZero();
  }

  @Test
  void parametersOfOtherNetworksAreNamed() {
    Section larger = new Section("discriminator/parameters", Section.Kind.PARAMETERS, 7);
    Section another = new Section("critic/parameters", Section.Kind.PARAMETERS, 1);

    refusesToWarm(
        larger,
        "a.ckpt is of other networks: expected 7 values in discriminator/parameters, found 2;");
    refusesToWarm(another, "expected 1 values in critic/parameters, found no such section;");
  }

  private static void refusesToWarm(Section section, String message) {
    GanState fresh = zeros(new Layout(List.of(TestRuns.LAYOUT.sections().get(0), section)));
    assertThatThrownBy(() -> TestRuns.stored(1).warmStart(fresh, "a.ckpt"))
        .isInstanceOf(UserInputException.class)
        .hasMessageContaining(message);
  }

  private static GanState zeros(Layout layout) {
    return new GanState(
        layout, layout.sections().stream().map(s -> new float[s.length()]).toList(), 0, 0);
  }

  @Test
  void anAverageIsKeptInAFileAndIsNothingThatNetworksStartFrom() throws IOException {
    GanState state = TestRuns.state(7).withAverage(new float[] {1, -0.0f, 3});
    Fingerprints fingerprints =
        new Fingerprints(state.layout().fingerprint(), "configuration-1", "data-1");

    StoredCheckpoint read =
        read(bytes(new StoredCheckpoint(new Checkpoint(7, state), fingerprints)));

    assertThat(read.checkpoint().state().sha256())
        .isEqualTo(state.sha256())
        .isNotEqualTo(TestRuns.state(7).sha256());
    GanState warm = read.warmStart(TestRuns.state(0), "a.ckpt");
    assertThat(warm.layout()).isEqualTo(TestRuns.LAYOUT);
    assertThat(warm.values("generator/parameters"))
        .containsExactly(TestRuns.state(7).values("generator/parameters"));
  }

  static byte[] bytes(StoredCheckpoint stored) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    CheckpointFile.write(out, stored);
    return out.toByteArray();
  }

  static StoredCheckpoint read(byte[] bytes) throws IOException {
    return CheckpointFile.read(new ByteArrayInputStream(bytes), bytes.length, "memory");
  }

  /** {@link TestRuns#stored} of round 7, put together from the format's description. */
  private static byte[] byHand() {
    ByteBuffer header = littleEndian(1000).putInt(7).putLong(70).putLong(35);
    text(header, TestRuns.LAYOUT.fingerprint());
    text(header, "configuration-1");
    text(header, "data-1");
    header.putInt(3);
    text(header, "generator/parameters");
    text(header, "PARAMETERS");
    header.putInt(3);
    text(header, "generator/adam");
    text(header, "UPDATER");
    header.putInt(0);
    text(header, "discriminator/parameters");
    text(header, "PARAMETERS");
    header.putInt(2).flip();

    ByteBuffer file = littleEndian(2000);
    file.put("sparkgan".getBytes(StandardCharsets.US_ASCII)).putInt(1).putInt(header.remaining());
    file.put(header);
    putChecksum(file, 0);
    int values = file.position();
    file.putFloat(7).putFloat(-0.0f).putFloat(Float.MIN_VALUE);
    putChecksum(file, values);
    putChecksum(file, file.position());
    values = file.position();
    file.putFloat(1.5f).putFloat(-2);
    putChecksum(file, values);
    file.put("complete".getBytes(StandardCharsets.US_ASCII));
    byte[] bytes = new byte[file.flip().remaining()];
    file.get(bytes);
    return bytes;
  }

  private static void putChecksum(ByteBuffer file, int from) {
    CRC32C checksum = new CRC32C();
    checksum.update(file.slice(from, file.position() - from));
    file.putInt((int) checksum.getValue());
  }

  private static void text(ByteBuffer buffer, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    buffer.putInt(bytes.length).put(bytes);
  }

  private static ByteBuffer littleEndian(int bytes) {
    return ByteBuffer.wrap(new byte[bytes]).order(ByteOrder.LITTLE_ENDIAN);
  }
}
