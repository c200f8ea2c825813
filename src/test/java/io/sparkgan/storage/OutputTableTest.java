package io.sparkgan.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkgan.config.UserInputException;
import io.sparkgan.storage.OutputFile.IfExists;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputTableTest {
  @TempDir private Path folder;

  private Path out;

  @BeforeEach
  void name() {
    out = folder.resolve("table");
  }

  @Test
  void aTableIsWrittenWhereNothingIs() {
    planned(IfExists.REFUSE).write(table("new"));
    assertThat(out.resolve("part-00000.snappy.parquet")).hasContent("new");
    assertThat(folder).isDirectoryNotContaining("glob:**.tmp");
  }

  @Test
  void whatIsThereIsKeptUnlessAsked() {
    table("old").accept(out.toUri().toString());
    assertRefused(IfExists.REFUSE, "--overwrite");
  }

  @Test
  void aTableIsReplacedWhole() throws IOException {
    table("old").accept(out.toUri().toString());
    Files.writeString(out.resolve("part-00001.snappy.parquet"), "more");

    planned(IfExists.REPLACE).write(table("new"));

    assertThat(out.resolve("part-00000.snappy.parquet")).hasContent("new");
    assertThat(out.resolve("part-00001.snappy.parquet")).doesNotExist();
    assertThat(folder).isDirectoryNotContaining("glob:**.tmp");
  }

  @Test
  void theOldTableStaysUntilTheNewOneIsComplete() {
    table("old").accept(out.toUri().toString());

    planned(IfExists.REPLACE)
        .write(
            uri -> {
              assertThat(out.resolve("part-00000.snappy.parquet")).hasContent("old");
              assertThat(Path.of(URI.create(uri))).isEqualTo(folder.resolve(".table.tmp"));
              table("new").accept(uri);
            });

    assertThat(out.resolve("part-00000.snappy.parquet")).hasContent("new");
  }

  @Test
  void aFailureLeavesTheOldTableAndNoRest() {
    table("old").accept(out.toUri().toString());
    OutputTable table = planned(IfExists.REPLACE);

    assertThatThrownBy(
            () ->
                table.write(
                    uri -> {
                      table("half").accept(uri);
                      throw new IllegalStateException("the cluster is gone");
                    }))
        .hasMessage("the cluster is gone");

    assertThat(out.resolve("part-00000.snappy.parquet")).hasContent("old");
    assertThat(folder).isDirectoryNotContaining("glob:**.tmp");
  }

  @Test
  void anyOtherFolderIsRefused() throws IOException {
    table("old").accept(out.toUri().toString());
    Path notes = Files.writeString(out.resolve("notes.txt"), "precious");
    assertRefused(IfExists.REPLACE, "notes.txt");
    Files.delete(notes);

    Path run = Files.createDirectory(out.resolve("part-of-it.parquet"));
    assertRefused(IfExists.REPLACE, "part-of-it.parquet");
    Files.delete(run);

    planned(IfExists.REPLACE).write(table("new"));
    assertThat(out.resolve("part-00000.snappy.parquet")).hasContent("new");
  }

  @Test
  void aFolderThatIsNoTableAnyMoreWhenTheNewOneIsCompleteIsRefused() {
    table("old").accept(out.toUri().toString());
    OutputTable table = planned(IfExists.REPLACE);

    assertThatThrownBy(
            () ->
                table.write(
                    uri -> {
                      table("new").accept(uri);
                      write(out.resolve("notes.txt"), "precious");
                    }))
        .isInstanceOf(UserInputException.class);

    assertThat(out.resolve("notes.txt")).hasContent("precious");
  }

  @Test
  void aFileDoesNotReplaceAFolder() {
    table("old").accept(out.toUri().toString());
    assertThatThrownBy(
            () -> OutputFile.planned(new Configuration(), out.toString(), IfExists.REPLACE))
        .isInstanceOf(UserInputException.class)
        .hasMessageContainingAll("folder", out.toString());
    assertThat(out.resolve("part-00000.snappy.parquet")).hasContent("old");
  }

  private OutputTable planned(IfExists ifExists) {
    return OutputTable.planned(new Configuration(), out.toString(), ifExists);
  }

  private void assertRefused(IfExists ifExists, String word) {
    assertThatThrownBy(() -> planned(ifExists))
        .isInstanceOf(UserInputException.class)
        .hasMessageContainingAll("--out", out.toString(), word)
        .message()
        .hasLineCount(1);
    assertThat(out.resolve("part-00000.snappy.parquet")).hasContent("old");
  }

  /** Writes what Spark would, but for the bytes. */
  private static Consumer<String> table(String bytes) {
    return uri -> {
      Path table = Path.of(URI.create(uri));
      write(table.resolve("part-00000.snappy.parquet"), bytes);
      write(table.resolve(".part-00000.snappy.parquet.crc"), "crc");
      write(table.resolve("_SUCCESS"), "");
      write(table.resolve("._SUCCESS.crc"), "crc");
    };
  }

  private static void write(Path file, String text) {
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
