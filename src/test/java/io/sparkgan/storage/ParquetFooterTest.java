package io.sparkgan.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkgan.Allocation;
import io.sparkgan.config.UserInputException;
import io.sparkgan.storage.RunDirectory.IfExists;
import io.sparkgan.training.RoundRecord;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.Util;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a Parquet file claims of itself is checked before anything is allocated for it. */
class ParquetFooterTest {
  private static final int TAIL = 8;

  @TempDir private Path out;
  private RunDirectory run;
  private Path file;
  private byte[] whole;

  @BeforeEach
  void aTable() throws IOException {
    run = RunDirectory.create(new Configuration(), out.toString(), "run", IfExists.REFUSE, "{}");
    run.metrics().writeRound(new RoundRecord(1, TestRuns.outcome(1), 44));
    file = out.resolve("run/metrics/rounds/round-000001.parquet");
    whole = Files.readAllBytes(file);
  }

  @Test
  void aTableAsItWasWrittenIsRead() {
    assertThatCode(this::require).doesNotThrowAnyException();
    assertThat(run.rounds().latestRound()).isPresent();
  }

  @Test
  void cutsAreFound() throws IOException {
    for (int length = 0; length < whole.length; length += 3) {
      Files.write(file, Arrays.copyOf(whole, length));
      refused("cut at " + length);
    }
  }

  @Test
  void flippedBitsOfTheFooterAreFoundOrHarmless() throws IOException {
    int refused = 0;
    for (int bit = 8 * (whole.length - TAIL - footer().length); bit < 8 * whole.length; bit += 11) {
      byte[] damaged = whole.clone();
      damaged[bit / 8] ^= (byte) (1 << bit % 8);
      Files.write(file, damaged);
      try {
        run.rounds().latestRound();
      } catch (UserInputException | UncheckedIOException e) {
        assertThat(e).message().hasLineCount(1);
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "15 02 19 fc ff ff ff ff 07", // A schema of 2^31 - 1 elements.
        "15 02 19 4c 48 ff ff ff ff 07", // Its first name of as many bytes.
        "15 02 2b ff ff ff ff 07 88", // As many pairs.
        "15 02 19 ff ff ff ff ff ff ff ff ff 01 00", // More than there can be.
        "15 ff ff ff ff ff ff ff ff ff ff 01", // A number without end.
        "1d", // No such type.
        "15" // The end.
      })
  void whatIsClaimedButNotThereIsNotAllocated(String footer) throws IOException {
    Files.write(file, with(HexFormat.of().parseHex(footer.replace(" ", ""))));
    // Hadoop's own settings take a megabyte.
    assertThat(Allocation.of(this::require)).isLessThan(4 << 20);
    refused(footer);
  }

  @Test
  void structuresInsideEachOtherWithoutEndAreRefused() throws IOException {
    for (int header : List.of(0x1c, 0x19)) {
      byte[] nested = new byte[1 << 20];
      Arrays.fill(nested, (byte) header);
      Files.write(file, with(nested));
      refused("nested " + header);
    }
  }

  @Test
  void columnsThatAreLargerThanTheFileAreNotAllocated() throws IOException {
    for (long size : List.of(-1L, (long) whole.length, 1L << 31, 1L << 40, Long.MAX_VALUE)) {
      FileMetaData changed = Util.readFileMetaData(new ByteArrayInputStream(footer()));
      changed
          .getRow_groups()
          .get(0)
          .getColumns()
          .get(3)
          .getMeta_data()
          .setTotal_compressed_size(size);
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      Util.writeFileMetaData(changed, bytes);
      Files.write(file, with(bytes.toByteArray()));
      assertThat(Allocation.of(() -> run.rounds().latestRound())).isLessThan(4 << 20);
      assertThatThrownBy(() -> run.rounds().latestRound())
          .isInstanceOf(UserInputException.class)
          .hasMessageContaining("found column local_steps of %d bytes at byte".formatted(size));
    }
  }

  @Test
  void damagedPagesAreTheFilesFault() throws IOException {
    byte[] damaged = whole.clone();
    Arrays.fill(damaged, 4, whole.length - TAIL - footer().length, (byte) 0x5a);
    Files.write(file, damaged);
    assertThatThrownBy(() -> run.rounds().latestRound())
        .isInstanceOfAny(UserInputException.class, UncheckedIOException.class)
        .hasMessageContaining("round-000001.parquet");
  }

  private void require() throws IOException {
    org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(file.toUri());
    ParquetFooter.require(HadoopFiles.of(new Configuration(), path), path);
  }

  private void refused(String damage) {
    assertThatThrownBy(() -> run.rounds().latestRound())
        .as(damage)
        .isInstanceOf(UserInputException.class)
        .hasMessageContaining("round-000001.parquet: expected a Parquet file, found ")
        .message()
        .hasLineCount(1);
  }

  private byte[] footer() {
    int length = ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN).getInt(whole.length - TAIL);
    return Arrays.copyOfRange(whole, whole.length - TAIL - length, whole.length - TAIL);
  }

  /** The file with another footer. */
  private byte[] with(byte[] footer) {
    int columns = whole.length - TAIL - footer().length;
    return ByteBuffer.allocate(columns + footer.length + TAIL)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(whole, 0, columns)
        .put(footer)
        .putInt(footer.length)
        .put(whole, 0, 4)
        .array();
  }
}
