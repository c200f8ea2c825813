package io.sparkgan.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkgan.config.Settings;
import io.sparkgan.config.SettingsReader;
import io.sparkgan.config.SettingsSources;
import io.sparkgan.config.UserInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A table that is not what training needs is refused in one line that says what is wrong. */
final class ParquetTablesAreCheckedIT {
  /** Good pixels of one image, in SQL. */
  private static final String PIXELS = "cast(repeat('x', 784) as binary)";

  private static SparkSession spark;

  @TempDir private Path folder;

  @BeforeAll
  static void startSpark() {
    spark = SparkSessions.local("local[2]");
  }

  @AfterAll
  static void stopSpark() {
    spark.stop();
  }

  @Test
  void aGoodTableOfAnyIntegersIsTaken() {
    Path table =
        table(
            "cast(id as int) as index",
            "cast(id + 251 as smallint) as label",
            "28L as height",
            "cast(28 as tinyint) as width",
            PIXELS + " as pixels");
    try (Shards shards = Shards.load(spark, settings(table))) {
      assertThat(shards.images()).isEqualTo(4);
    }
  }

  @Test
  void aLabelMayBeUnknown() {
    for (String none : new String[] {"null", "-1"}) {
      Path table = images("id", "if(id = 2, %s, 7)".formatted(none), "28", "28", PIXELS);
      try (Shards shards = Shards.load(spark, settings(table))) {
        assertThat(shards.images()).isEqualTo(4);
      }
    }
  }

  @Test
  void columnsAreThere() {
    refused(open(table("id as index", "28 as height", "28 as width")), "[pixels]");
  }

  @Test
  void columnsHaveTheirTypes() {
    refused(open(images("id", "7", "28", "28", "repeat('x', 784)")), "pixels", "binary", "string");
    refused(open(images("id * 1.0D", "7", "28", "28", PIXELS)), "index", "integer", "double");
    refused(open(images("id", "7", "'28'", "28", PIXELS)), "height", "integer", "string");
    refused(open(images("id", "7", "28", "28.5f", PIXELS)), "width", "integer", "float");
    refused(open(images("id", "'seven'", "28", "28", PIXELS)), "label", "integer", "string");
  }

  @Test
  void thereAreRows() {
    Path table = folder.resolve("empty.parquet");
    spark.read().parquet(good().toString()).limit(0).write().parquet(table.toString());
    refused(open(table), "no rows");
  }

  @Test
  void imagesHaveOneSize() {
    refused(open(images("id", "7", "28 + id", "28", PIXELS)), "height", "28 to 31");
    refused(open(images("id", "7", "28", "28 - id", PIXELS)), "width", "25 to 28");
    refused(open(images("id", "7", "4294967324L", "28", PIXELS)), "height", "4294967324");
  }

  @Test
  void imagesHaveTheirPixels() {
    refused(load(images("id", "7", "28", "28", "if(id = 2, null, " + PIXELS + ")")), "image 2");
    refused(
        load(images("id", "7", "28", "28", "if(id = 2, cast('short' as binary), " + PIXELS + ")")),
        "image 2",
        "784",
        "5");
  }

  @Test
  void everyIndexIsThereOnce() {
    refused(load(images("if(id = 2, null, id)", "7", "28", "28", PIXELS)), "without an index");
    for (int heldOut : new int[] {0, 1}) {
      String uri = "data.uri: " + folder;
      String remedy = "; number the images from 0, each once";
      refused(load(indexed("if(id = 2, 1, id)"), heldOut), uri, "index", "expected once", remedy);
      refused(load(indexed("if(id = 2, 4, id)"), heldOut), uri, "index 4", "0 to 3", remedy);
      refused(load(indexed("if(id = 2, -1, id)"), heldOut), uri, "index -1", "0 to 3", remedy);
      refused(
          load(indexed("if(id = 2, null, id)"), heldOut),
          "data.uri: table " + folder,
          "without an index");
    }
  }

  @Test
  void labelsAreNotWrapped() {
    for (String label : new String[] {"255", "-2", "4294967303L"}) {
      refused(
          load(images("id", "if(id = 2, %s, 7)".formatted(label), "28", "28", PIXELS)),
          "image 2",
          "label from 0 to 254");
    }
  }

  @Test
  void filesAreParquet() throws IOException {
    Path text = Files.writeString(folder.resolve("text.parquet"), "this is no table of images");
    refused(open(text), "text.parquet", "expected a Parquet file");
    Path empty = Files.createDirectory(folder.resolve("nothing"));
    refused(open(empty), "nothing", "nor a Parquet table");
    Path table = good();
    Files.writeString(table.resolve("zzz.parquet"), "this is no part of the table");
    refused(open(table), "zzz.parquet", "expected a Parquet file");
  }

  @Test
  void aFooterThatIsNoneIsNamed() throws IOException {
    Path table = good();
    // Parquet's magic at both ends, and between them a footer that is none.
    Files.write(
        table.resolve("aaa.parquet"),
        new byte[] {'P', 'A', 'R', '1', 0, 0, 0, 0, 9, 9, 4, 0, 0, 0, 'P', 'A', 'R', '1'});
    refused(open(table), "data.uri: ", "aaa.parquet: expected a Parquet file, found a footer");
  }

  private static void refused(ThrowingCallable action, String... words) {
    assertThatThrownBy(action)
        .isInstanceOf(UserInputException.class)
        .hasMessageContainingAll(words)
        .message()
        .hasLineCount(1);
  }

  private static ThrowingCallable open(Path table) {
    return () -> ImageTable.open(spark, table.toString());
  }

  private static ThrowingCallable load(Path table) {
    return load(table, 0);
  }

  private static ThrowingCallable load(Path table, int heldOut) {
    return () -> Shards.load(spark, settings(table, heldOut)).close();
  }

  private static Settings settings(Path table) {
    return settings(table, 0);
  }

  private static Settings settings(Path table, int heldOut) {
    return SettingsReader.read(
            SettingsSources.defaults()
                .withOptions(
                    Map.of(
                        "recipe.conditional",
                        "false",
                        "training.workers",
                        "2",
                        "data.heldOut",
                        Integer.toString(heldOut),
                        "data.uri",
                        '"' + table.toString() + '"')))
        .settings();
  }

  private Path indexed(String index) {
    return images(index, "7", "28", "28", PIXELS);
  }

  private Path good() {
    return images("id", "7", "28", "28", PIXELS);
  }

  private Path images(String index, String label, String height, String width, String pixels) {
    return table(
        index + " as index",
        label + " as label",
        height + " as height",
        width + " as width",
        pixels + " as pixels");
  }

  /** Four rows whose columns are expressions of id, 0 to 3. */
  private Path table(String... columns) {
    Path table = folder.resolve("table-%d.parquet".formatted(folder.toFile().list().length));
    spark.range(0, 4, 1, 2).selectExpr(columns).write().parquet(table.toString());
    return table;
  }
}
