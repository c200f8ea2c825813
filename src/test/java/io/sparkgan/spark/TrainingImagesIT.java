package io.sparkgan.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkgan.TinyRecipes;
import io.sparkgan.config.Partition;
import io.sparkgan.config.Recipe;
import io.sparkgan.config.Recipe.Batch;
import io.sparkgan.config.Recipe.Batch.Drawing;
import io.sparkgan.config.Recipe.Latent.ForGenerator;
import io.sparkgan.config.Settings;
import io.sparkgan.config.SettingsReader;
import io.sparkgan.config.SettingsSources;
import io.sparkgan.config.Shape;
import io.sparkgan.config.Updates;
import io.sparkgan.config.UserInputException;
import io.sparkgan.data.IdxWriter;
import io.sparkgan.data.ImageBlock;
import io.sparkgan.data.ImageRange;
import io.sparkgan.data.Mnist;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Which images of a set each worker trains on, and which sets a recipe cannot be trained on. Image
 * i is 2 x 2 pixels of value i, with label i % 10.
 */
final class TrainingImagesIT {
  private static final int IMAGES = 23;

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
  void drawnInOrderWorkersHaveTheImagesInTurn() throws IOException {
    for (Path set : List.of(idx(10), parquet(10))) {
      assertThat(shards(set, 0, 1, Drawing.IN_ORDER)).containsExactly(range(0, IMAGES));
      assertThat(shards(set, 4, 3, Drawing.IN_ORDER))
          .containsExactly(
              List.of(4, 7, 10, 13, 16, 19, 22),
              List.of(5, 8, 11, 14, 17, 20),
              List.of(6, 9, 12, 15, 18, 21));
    }
  }

  @Test
  void heldOutImagesAreInNoShardAndAllOthersInOne() throws IOException {
    List<List<Integer>> ofFiles = shards(idx(10), 4, 3, Drawing.SHUFFLED_PASSES);
    assertThat(ofFiles.stream().flatMap(List::stream).toList())
        .containsExactlyInAnyOrderElementsOf(range(4, IMAGES));
    assertThat(ofFiles.get(0)).isNotEqualTo(List.of(4, 7, 10, 13, 16, 19, 22));
    assertThat(shards(parquet(10), 4, 3, Drawing.SHUFFLED_PASSES)).isEqualTo(ofFiles);
  }

  @Test
  void whatComesBehindTheImagesThatAreWantedIsNotRead() throws IOException {
    Path files = idx(10);
    Path images = files.resolve(Mnist.TRAIN_IMAGES);
    byte[] gzipped = gzip(Files.readAllBytes(images));
    Files.write(images, Arrays.copyOf(gzipped, gzipped.length - 4));
    for (Path set : List.of(files, parquet(10))) {
      ImageTable table = ImageTable.open(spark, set.toString());
      assertThat(table.rows(new ImageRange(0, 4)).map(ImageRow::index).collect())
          .containsExactlyInAnyOrder(0L, 1L, 2L, 3L);
    }
    refused(recipe(Drawing.IN_ORDER, 0), files, 4, "found the end of the gzip data");
  }

  @Test
  void aPlainFileHasAsManyImagesAsItSays() throws IOException {
    Path files = idx(10);
    Path images = files.resolve(Mnist.TRAIN_IMAGES);
    Files.write(images, Arrays.copyOf(Files.readAllBytes(images), 16 + 4 * 4));
    assertThatThrownBy(() -> ImageTable.open(spark, files.toString()))
        .isInstanceOf(UserInputException.class)
        .hasMessageContaining("expected 4 more bytes of image 5 of 23");
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (OutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    }
    return out.toByteArray();
  }

  @Test
  void theFingerprintIsThatOfTheWholeSet() throws IOException {
    Recipe recipe = recipe(Drawing.SHUFFLED_PASSES, 0);
    try (Shards all = Shards.load(spark, settings(recipe, idx(10), 0, 3));
        Shards some = Shards.load(spark, settings(recipe, idx(10), 2, 3));
        Shards table = Shards.load(spark, settings(recipe, parquet(10), 20, 2))) {
      assertThat(all.images()).isEqualTo(IMAGES);
      assertThat(some.images()).isEqualTo(IMAGES - 2);
      assertThat(table.images()).isEqualTo(IMAGES - 20);
      assertThat(all.fingerprint().count()).isEqualTo(IMAGES);
      assertThat(List.of(some.fingerprint(), table.fingerprint())).containsOnly(all.fingerprint());
    }
  }

  @Test
  void imagesOfTheEmbeddedSetAreHeldOut() {
    Settings defaults = defaults(Map.of("data.heldOut", "59000", "training.workers", "2"));
    try (Shards shards = Shards.load(spark, defaults)) {
      assertThat(shards.images()).isEqualTo(1000);
      assertThat(shards.fingerprint().count()).isEqualTo(60_000);
      assertThat(shards.blocks().collect()).extracting(ImageBlock::count).containsExactly(500, 500);
    }
  }

  @Test
  void someImagesMustBeLeft() throws IOException {
    for (int heldOut : new int[] {IMAGES, IMAGES + 5}) {
      refused(
          recipe(Drawing.IN_ORDER, 0),
          idx(10),
          heldOut,
          "data.heldOut: expected less than the 23 images of " + folder,
          "found " + heldOut + "; set data.heldOut=0");
    }
    refused(recipe(Drawing.IN_ORDER, 0), idx(10), IMAGES - 1, "the 1 images to train on, found 2");
  }

  @Test
  void imagesWithoutLabelsTrainWhatIsNotToldClasses() throws IOException {
    for (Path set : List.of(idx(0), parquet(0))) {
      assertThat(shards(set, 0, 1, Drawing.IN_ORDER)).containsExactly(range(0, IMAGES));
    }
  }

  @Test
  void aConditionalRecipeNeedsLabels() throws IOException {
    Recipe conditional = recipe(Drawing.SHUFFLED_PASSES, 10);
    String expected = "expected a label from 0 to 9 (recipe.conditional, recipe.classes), found ";
    String remedy = "; add labels or set recipe.conditional = false";
    Path files = idx(0);
    refused(
        conditional,
        files,
        0,
        "data.uri: "
            + files
            + ": "
            + expected
            + "no file train-labels-idx1-ubyte or train-labels-idx1-ubyte.gz"
            + remedy);
    Path table = parquet(0);
    refused(
        conditional, table, 0, "data.uri: " + table + ": " + expected + "no column label" + remedy);
    for (Path set : List.of(idx(10), parquet(10))) {
      Shards.load(spark, settings(conditional, set, 0, 2)).close();
    }
  }

  @Test
  void aConditionalRecipeNeedsALabelOnEveryImage() {
    for (Integer none : new Integer[] {null, -1}) {
      List<Integer> labels = new ArrayList<>(labels(10));
      labels.set(5, none);
      Path table = parquet(labels);
      Recipe conditional = recipe(Drawing.SHUFFLED_PASSES, 10);
      refused(
          conditional,
          table,
          0,
          "image 5 of " + table,
          "label from 0 to 9",
          "found none; label every image or set recipe.conditional = false");
      Shards.load(spark, settings(conditional, table, 6, 2)).close();
      Shards.load(spark, settings(recipe(Drawing.SHUFFLED_PASSES, 0), table, 0, 2)).close();
    }
  }

  @Test
  void aConditionalRecipeNeedsLabelsThatAreClasses() throws IOException {
    for (Path set : List.of(idx(20), parquet(20))) {
      refused(
          recipe(Drawing.SHUFFLED_PASSES, 19),
          set,
          0,
          "image 19 of " + set,
          "label from 0 to 18",
          "found 19; set recipe.classes = 20 or more or set recipe.conditional = false");
      Shards.load(spark, settings(recipe(Drawing.SHUFFLED_PASSES, 20), set, 0, 2)).close();
    }
  }

  @Test
  void imagesHaveTheSizeOfTheRecipe() throws IOException {
    Recipe larger = TinyRecipes.convolutional(Updates.Plan.SEPARATE, ForGenerator.FRESH);
    Recipe coloured = recipe(Shape.image(3, 2, 2), Drawing.IN_ORDER, 0);
    for (Path set : List.of(idx(10), parquet(10))) {
      refused(
          larger, set, 0, "2x2x1 (height, width, channels), recipe.image is 4x4x1; give images");
      refused(coloured, set, 0, "2x2x1 (height, width, channels), recipe.image is 2x2x3; give");
    }
  }

  @Test
  void colouredImagesAreRefused() throws IOException {
    Recipe recipe = recipe(Drawing.IN_ORDER, 0);
    Path table = parquet(labels(10), 12);
    refused(recipe, table, 0, "expected 4 bytes of pixels for 2x2x1", "found 12", "3 channels");
    Path files = Files.createTempDirectory(folder, "coloured");
    Files.write(
        files.resolve(Mnist.TRAIN_IMAGES),
        ByteBuffer.allocate(32).putInt(2052).putInt(1).putInt(2).putInt(2).putInt(3).array());
    refused(recipe, files, 0, "number of dimensions 3 (images, rows, columns), found 4");
  }

  private static void refused(Recipe recipe, Path set, long heldOut, String... words) {
    Settings settings = settings(recipe, set, heldOut, 2);
    assertThatThrownBy(() -> Shards.load(spark, settings).close())
        .isInstanceOf(UserInputException.class)
        .hasMessageContainingAll(words)
        .message()
        .hasLineCount(1);
  }

  /** The images of each worker, in the order of their slots. */
  private static List<List<Integer>> shards(Path set, long heldOut, int workers, Drawing drawing) {
    try (Shards shards = Shards.load(spark, settings(recipe(drawing, 0), set, heldOut, workers))) {
      return shards.blocks().collect().stream()
          .map(
              block ->
                  IntStream.range(0, block.count())
                      .mapToObj(i -> (int) block.pixels()[i * block.imageBytes()])
                      .toList())
          .toList();
    }
  }

  private static Settings settings(Recipe recipe, Path set, long heldOut, int workers) {
    Settings defaults = defaults(Map.of());
    return new Settings(
        recipe,
        new Settings.Data(set.toString(), heldOut, Partition.IID),
        new Settings.Training(OptionalInt.of(workers), 1, 1, OptionalDouble.empty(), 1),
        defaults.averaging(),
        defaults.ema(),
        defaults.checkpoint(),
        defaults.samples(),
        defaults.metrics(),
        defaults.evaluation(),
        defaults.compute());
  }

  private static Settings defaults(Map<String, String> options) {
    return SettingsReader.read(SettingsSources.defaults().withOptions(options)).settings();
  }

  private static Recipe recipe(Drawing drawing, int classes) {
    return recipe(Shape.image(1, 2, 2), drawing, classes);
  }

  private static Recipe recipe(Shape image, Drawing drawing, int classes) {
    Recipe tiny =
        TinyRecipes.perceptrons(
            Updates.Plan.SEPARATE, ForGenerator.FRESH, TinyRecipes.adam(.01, .5, .999, 1e-8));
    return new Recipe(
        tiny.name(),
        tiny.description(),
        tiny.source(),
        image,
        tiny.pixels(),
        classes,
        tiny.packing(),
        tiny.latent(),
        new Batch(4, 4, 4, drawing, 0),
        tiny.loss(),
        tiny.updates(),
        tiny.generator(),
        tiny.discriminator(),
        tiny.bf16());
  }

  /** A folder of IDX files, without labels if there are no classes. */
  private Path idx(int classes) throws IOException {
    Path set = Files.createTempDirectory(folder, "idx");
    try (OutputStream out = Files.newOutputStream(set.resolve(Mnist.TRAIN_IMAGES));
        IdxWriter writer = IdxWriter.open(out, IMAGES, 2, 2)) {
      for (int i = 0; i < IMAGES; i++) {
        writer.write(pixels(i, 4));
      }
    }
    if (classes > 0) {
      ByteBuffer labels = ByteBuffer.allocate(8 + IMAGES).putInt(2049).putInt(IMAGES);
      labels(classes).forEach(label -> labels.put(label.byteValue()));
      Files.write(set.resolve(Mnist.TRAIN_LABELS), labels.array());
    }
    return set;
  }

  /** A Parquet table in several partitions, without labels if there are no classes. */
  private Path parquet(int classes) {
    return parquet(labels(classes));
  }

  private Path parquet(List<Integer> labels) {
    return parquet(labels, 4);
  }

  /** A table in several partitions; without labels it has no column for them. */
  private Path parquet(List<Integer> labels, int imageBytes) {
    Path table = folder.resolve("table-%d".formatted(folder.toFile().list().length));
    StructType schema =
        new StructType()
            .add("index", DataTypes.LongType)
            .add("height", DataTypes.IntegerType)
            .add("width", DataTypes.IntegerType)
            .add("pixels", DataTypes.BinaryType)
            .add("label", DataTypes.IntegerType);
    List<Row> rows =
        IntStream.range(0, IMAGES)
            .mapToObj(
                i ->
                    RowFactory.create(
                        (long) i,
                        2,
                        2,
                        pixels(i, imageBytes),
                        labels.isEmpty() ? null : labels.get(i)))
            .toList();
    var frame = spark.createDataFrame(rows, schema).repartition(3);
    (labels.isEmpty() ? frame.drop("label") : frame).write().parquet(table.toString());
    return table;
  }

  private static byte[] pixels(int image, int bytes) {
    byte[] pixels = new byte[bytes];
    Arrays.fill(pixels, (byte) image);
    return pixels;
  }

  private static List<Integer> labels(int classes) {
    return classes == 0
        ? List.of()
        : IntStream.range(0, IMAGES).mapToObj(i -> i % classes).toList();
  }

  private static List<Integer> range(int from, int to) {
    return IntStream.range(from, to).boxed().toList();
  }
}
