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
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.format.AesGcmV1;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnCryptoMetaData;
import org.apache.parquet.format.EncryptionAlgorithm;
import org.apache.parquet.format.EncryptionWithColumnKey;
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
      Files.write(
          file,
          with(
              changed(
                  footer -> columns(footer).get(3).getMeta_data().setTotal_compressed_size(size))));
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

  @Test
  void columnsOfASummaryAreInOtherFiles() throws IOException {
    byte[] footer =
        changed(all -> columns(all).forEach(column -> column.setFile_path("part-0.parquet")));
    Path summary = Files.write(out.resolve("_metadata"), with(4, footer));
    assertThatCode(() -> require(summary)).doesNotThrowAnyException();

    // Of another file Spark would read the columns, wherever they are said to be.
    Path part = Files.write(out.resolve("part-1.parquet"), with(4, footer));
    assertThatThrownBy(() -> require(part))
        .isInstanceOf(UserInputException.class)
        .hasMessageContaining("where the columns end at");
  }

  @Test
  void filesThatSparkPassesOverAreNotOpened() throws IOException {
    Path table = out.resolve("table");
    for (String name :
        List.of("part-0", "_metadata", "a=1/part-0", "a=1/b/part-0", "old/a=1/part-0")) {
      write(table.resolve(name), whole);
    }
    for (String name : List.of("_SUCCESS", ".part-0.crc", "old/part-0", "_old/a=1/part-0")) {
      write(table.resolve(name), new byte[] {1});
    }
    write(table.resolve("part-1"), new byte[0]);

    assertThat(files(table))
        .containsExactlyInAnyOrder(
            "part-0", "_metadata", "a=1/part-0", "a=1/b/part-0", "old/a=1/part-0");
  }

  @Test
  void aTableOfNothingButEmptyFilesIsNoTable() throws IOException {
    Path table = out.resolve("table");
    write(table.resolve("part-0"), new byte[0]);
    assertThat(files(table)).containsExactly("part-0");
  }

  @Test
  void encryptedFilesAreNamedAsSuch() throws IOException {
    byte[] hidden = whole.clone();
    for (int magic : List.of(0, whole.length - 4)) {
      hidden[magic + 3] = 'E';
    }
    Files.write(file, hidden);
    refusedAs("found an encrypted one, which is not read");

    Files.write(file, with(changed(ParquetFooterTest::encryptAColumn)));
    refusedAs("found an encrypted one, which is not read");
  }

  @Test
  void aColumnWhosePlaceIsNotToBeReadIsRefused() throws IOException {
    // It is encrypted, but the file does not say how.
    Files.write(
        file,
        with(
            changed(
                footer -> {
                  encryptAColumn(footer);
                  footer.setEncryption_algorithm(null);
                })));
    refusedAs("found a footer that cannot be");
  }

  private static void encryptAColumn(FileMetaData footer) {
    footer.setEncryption_algorithm(EncryptionAlgorithm.AES_GCM_V1(new AesGcmV1()));
    ColumnChunk column = columns(footer).get(0);
    EncryptionWithColumnKey key =
        new EncryptionWithColumnKey(column.getMeta_data().getPath_in_schema());
    column.setCrypto_metadata(ColumnCryptoMetaData.ENCRYPTION_WITH_COLUMN_KEY(key));
    column.setEncrypted_column_metadata(new byte[40]);
    column.setMeta_data(null);
  }

  private static List<ColumnChunk> columns(FileMetaData footer) {
    return footer.getRow_groups().get(0).getColumns();
  }

  private byte[] changed(Consumer<FileMetaData> change) throws IOException {
    FileMetaData footer = Util.readFileMetaData(new ByteArrayInputStream(footer()));
    change.accept(footer);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Util.writeFileMetaData(footer, bytes);
    return bytes.toByteArray();
  }

  private static void write(Path path, byte[] bytes) throws IOException {
    Files.createDirectories(path.getParent());
    Files.write(path, bytes);
  }

  /** Those of a table that are looked at. */
  private static List<String> files(Path table) throws IOException {
    org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(table.toUri());
    return ParquetFooter.files(HadoopFiles.of(new Configuration(), path), path).stream()
        .map(found -> table.relativize(Path.of(found.toUri().getPath())).toString())
        .toList();
  }

  private void require() throws IOException {
    require(file);
  }

  private static void require(Path file) throws IOException {
    org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(file.toUri());
    ParquetFooter.require(HadoopFiles.of(new Configuration(), path), path);
  }

  private void refusedAs(String words) {
    assertThatThrownBy(this::require)
        .isInstanceOf(UserInputException.class)
        .hasMessageContaining(words)
        .message()
        .hasLineCount(1);
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
    return with(whole.length - TAIL - footer().length, footer);
  }

  /** Another footer behind so many of the file's first bytes. */
  private byte[] with(int columns, byte[] footer) {
    return ByteBuffer.allocate(columns + footer.length + TAIL)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(whole, 0, columns)
        .put(footer)
        .putInt(footer.length)
        .put(whole, 0, 4)
        .array();
  }
}
