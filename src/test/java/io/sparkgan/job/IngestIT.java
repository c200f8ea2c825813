package io.sparkgan.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkgan.data.IdxWriter;
import io.sparkgan.data.Mnist;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import javax.imageio.ImageIO;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever images come from, the table has each of them in its place. Image i of 30 is 3 x 2
 * pixels, and its label i / 3.
 */
final class IngestIT {
  private static final int IMAGES = 30;
  private static final int HEIGHT = 3;
  private static final int WIDTH = 2;

  @TempDir private static Path folder;
  private static Path images;
  private static Path labels;
  private static Path pictures;
  private static String fingerprint;

  @BeforeAll
  static void writeSources() throws IOException {
    images = folder.resolve("images.idx");
    try (OutputStream out = Files.newOutputStream(images);
        IdxWriter writer = IdxWriter.open(out, IMAGES, HEIGHT, WIDTH)) {
      for (int i = 0; i < IMAGES; i++) {
        writer.write(pixels(i));
      }
    }
    ByteBuffer bytes = ByteBuffer.allocate(8 + IMAGES).putInt(2049).putInt(IMAGES);
    IntStream.range(0, IMAGES).forEach(i -> bytes.put((byte) label(i)));
    labels = Files.write(folder.resolve("labels.idx"), bytes.array());
    pictures = pictures("pictures", i -> Integer.toString(label(i)));
    fingerprint = fingerprint(ingested("first", images, "--labels", labels.toString()));
  }

  @Test
  void idxFiles() throws IOException {
    Path gzipped = folder.resolve("images.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(gzipped))) {
      Files.copy(images, out);
    }
    Jobs.Outcome outcome = ingested("gzipped", gzipped, "--labels", labels.toString());

    assertThat(outcome.out())
        .startsWith("30 images of 3 x 2, with labels\nwritten and read back in ")
        .endsWith("\ntrain on it: jobs/train --data %s\n".formatted(uri("gzipped")));
    assertThat(fingerprint(outcome)).isEqualTo(fingerprint);
    requireImages("first", true);
    requireImages("gzipped", true);
  }

  @Test
  void idxFilesWithoutLabels() {
    assertThat(ingested("unlabelled", images).out()).startsWith("30 images of 3 x 2, without");
    requireImages("unlabelled", false);
  }

  @Test
  void foldersNamedByLabels() {
    assertThat(fingerprint(ingested("pictured", pictures))).isEqualTo(fingerprint);
    requireImages("pictured", true);
  }

  @Test
  void foldersWhoseNamesLookLikePatternsWithoutWhatIsHidden() throws IOException {
    Path odd = pictures("odd{a,b}[1]*", i -> Integer.toString(label(i)));
    Files.writeString(odd.resolve("3/._9.png"), "what another system knows of 9.png");
    Files.writeString(Files.createDirectory(odd.resolve("_old")).resolve("1.png"), "no image");
    assertThat(fingerprint(ingested("odd", odd))).isEqualTo(fingerprint);
  }

  @Test
  void foldersWithALabelFile() throws IOException {
    Path mixed = pictures("mixed", i -> i < 20 ? "%d".formatted(i / 10) : "more");
    Jobs.Outcome outcome = ingested("labelled", mixed, "--labels", labels.toString());
    assertThat(fingerprint(outcome)).isEqualTo(fingerprint);
  }

  @Test
  void parquetWithAnIndexAndWithout() {
    Path table = folder.resolve("first");
    assertThat(fingerprint(ingested("again", table, "--partitions", "3"))).isEqualTo(fingerprint);
    assertThat(parts("again")).hasSize(3);
    Path noIndex = folder.resolve("no-index.parquet");
    try (SparkSession spark = spark()) {
      // Several files, and the rows of each in order.
      Dataset<Row> rows = spark.read().parquet(table.toString()).orderBy("index");
      rows.drop("index").write().parquet(noIndex.toString());
    }
    assertThat(fingerprint(ingested("numbered", noIndex))).isEqualTo(fingerprint);
    requireImages("numbered", true);
  }

  @Test
  void aTableIsReplacedOnlyIfAskedTo() {
    ingested("there", images);
    refused(ingest("there", images), "--out: ", "exists already", "--overwrite");
    Jobs.Outcome outcome = ingest("there", images, "--labels", labels.toString(), "--overwrite");
    assertThat(fingerprint(outcome)).isEqualTo(fingerprint);
  }

  @Test
  void badInputIsOneLineAndLeavesNothing() throws IOException {
    byte[] bytes = Files.readAllBytes(images);
    Path truncated = Files.write(folder.resolve("short"), Arrays.copyOf(bytes, 100));
    refused(
        ingest("bad", truncated),
        "short: at byte 100 expected 6 more bytes of image 15 of 30, found the end of the file");
    Path text = Files.writeString(folder.resolve("text"), "this is no file of images");
    refused(ingest("bad", text), "text: at byte 0 expected an IDX file");
    refused(ingest("bad", folder.resolve("nothing")), "--images: ", "nothing does not exist");
    refused(ingest("bad", images, "--labels", images.toString()), "images.idx: at byte 3");
    Path empty = Files.createDirectory(folder.resolve("empty"));
    refused(ingest("bad", empty), "--images: ", "found a folder without any");
    refused(
        ingest("bad", folder.resolve("first"), "--labels", labels.toString()),
        "--labels: expected none, as those of ",
        "are its column label");
    refused(ingest("bad", images, "--partitions", "0"), "--partitions: expected at least 1");
    assertThat(folder.resolve("bad")).doesNotExist();
    assertThat(folder.resolve(".bad.tmp")).doesNotExist();
  }

  @Test
  void badPicturesAreOneLineWithTheirPath() throws IOException {
    Path unlike = pictures("unlike", i -> Integer.toString(label(i)));
    ImageIO.write(
        new BufferedImage(5, 4, BufferedImage.TYPE_BYTE_GRAY),
        "png",
        unlike.resolve("7/99.png").toFile());
    refused(
        ingest("bad", unlike),
        "7/99.png: expected an image of 3 x 2 (height, width) as in ",
        "0/00.png, found 4 x 5; give images of one size");
    Path damaged = pictures("damaged", i -> Integer.toString(label(i)));
    Files.writeString(damaged.resolve("3/99.PNG"), "no picture");
    refused(ingest("bad", damaged), "3/99.PNG: expected a PNG, JPEG, GIF or BMP image");
    Path half = pictures("half", i -> i < 20 ? Integer.toString(label(i)) : "more");
    refused(ingest("bad", half), "more/20.png: expected it in a subfolder named by its label");
  }

  @Test
  void anIndexThatIsThereTwiceIsRefused() {
    Path twice = folder.resolve("twice.parquet");
    try (SparkSession spark = spark()) {
      spark
          .read()
          .parquet(folder.resolve("first").toString())
          .selectExpr("if(index = 7, 8, index) as index", "height", "width", "pixels")
          .write()
          .parquet(twice.toString());
    }
    refused(ingest("bad", twice), "index 8: expected once, found twice");
  }

  @Test
  void theEmbeddedSetIsTheSameInATable() {
    Jobs.Outcome outcome = ingested("mnist.parquet", Path.of("mnist"));
    assertThat(outcome.out()).startsWith("60,000 images of 28 x 28, with labels");
    Path files = folder.resolve("mnist-files");
    // Files of its own: read in parallel, where the embedded ones are not.
    try (var mnist = Mnist.train()) {
      Files.createDirectories(files);
      try (OutputStream out = Files.newOutputStream(files.resolve(Mnist.TRAIN_IMAGES));
          IdxWriter writer = IdxWriter.open(out, 60_000, 28, 28);
          OutputStream ofLabels = Files.newOutputStream(files.resolve(Mnist.TRAIN_LABELS))) {
        ByteBuffer bytes = ByteBuffer.allocate(60_008).putInt(2049).putInt(60_000);
        while (mnist.advance()) {
          writer.write(mnist.pixels());
          bytes.put((byte) mnist.label());
        }
        ofLabels.write(bytes.array());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    assertThat(fingerprint(ingested("files.parquet", files))).isEqualTo(fingerprint(outcome));
  }

  private static Jobs.Outcome ingested(String table, Path source, String... more) {
    Jobs.Outcome outcome = ingest(table, source, more);
    assertThat(outcome.code()).as(outcome.err()).isZero();
    return outcome;
  }

  private static Jobs.Outcome ingest(String table, Path source, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--images", source.toString(),
                "--out", folder.resolve(table).toString(),
                "--master", "local[2]",
                "--set", "spark.ui.enabled=false",
                "--set", "spark.sql.shuffle.partitions=2"));
    arguments.addAll(List.of(more));
    return Jobs.ingest(arguments.toArray(String[]::new));
  }

  private static void refused(Jobs.Outcome outcome, String... words) {
    assertThat(outcome.code()).as(outcome.err()).isEqualTo(2);
    assertThat(outcome.errLines()).hasSize(1);
    assertThat(outcome.err()).contains(words);
  }

  private static String fingerprint(Jobs.Outcome outcome) {
    assertThat(outcome.code()).as(outcome.err()).isZero();
    Matcher found = Pattern.compile("(?m)^fingerprint ([0-9a-f]{48})$").matcher(outcome.out());
    assertThat(found.find()).as(outcome.out()).isTrue();
    return found.group(1);
  }

  private static void requireImages(String table, boolean labelled) {
    try (SparkSession spark = spark()) {
      List<Row> rows =
          spark.read().parquet(folder.resolve(table).toString()).orderBy("index").collectAsList();
      assertThat(rows).hasSize(IMAGES);
      for (int i = 0; i < IMAGES; i++) {
        Row row = rows.get(i);
        assertThat(row.<Long>getAs("index")).isEqualTo(i);
        assertThat(row.<Integer>getAs("height")).isEqualTo(HEIGHT);
        assertThat(row.<Integer>getAs("width")).isEqualTo(WIDTH);
        assertThat(row.<byte[]>getAs("pixels")).containsExactly(pixels(i));
        if (labelled) {
          assertThat(row.<Integer>getAs("label")).isEqualTo(label(i));
        }
      }
    }
  }

  private static List<Path> parts(String table) {
    try (Stream<Path> files = Files.list(folder.resolve(table))) {
      return files.filter(file -> file.toString().endsWith(".parquet")).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String uri(String table) {
    return "file:" + folder.resolve(table);
  }

  private static SparkSession spark() {
    return SparkSession.builder()
        .master("local[2]")
        .config("spark.ui.enabled", "false")
        .getOrCreate();
  }

  private interface Naming {
    String subfolder(int image);
  }

  /** A folder of image files whose paths are in the order of the images. */
  private static Path pictures(String name, Naming naming) throws IOException {
    Path root = folder.resolve(name);
    for (int i = 0; i < IMAGES; i++) {
      BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_BYTE_GRAY);
      image.getRaster().setDataElements(0, 0, WIDTH, HEIGHT, pixels(i));
      Path subfolder = Files.createDirectories(root.resolve(naming.subfolder(i)));
      String format = i % 2 == 0 ? "png" : "bmp";
      Path file = subfolder.resolve("%02d.%s".formatted(i, format));
      assertThat(ImageIO.write(image, format, file.toFile())).isTrue();
    }
    Files.writeString(root.resolve("README.txt"), "no picture");
    return root;
  }

  private static byte[] pixels(int image) {
    byte[] pixels = new byte[HEIGHT * WIDTH];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (image * 8 + i);
    }
    return pixels;
  }

  private static int label(int image) {
    return image / 3;
  }
}
