package io.sparkgan.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.sparkgan.Allocation;
import io.sparkgan.config.UserInputException;
import io.sparkgan.data.ImageRange;
import io.sparkgan.data.Mnist;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import javax.imageio.ImageIO;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Data sets that are damaged wherever they can be, or lie about themselves, are refused in one line
 * by the time their last image is read, and none makes a process allocate what is not there.
 */
final class HostileImagesIT {
  private static final int IMAGES = 3;
  private static final long MEGABYTE = 1 << 20;

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
  void idxFilesCutAnywhereAreRefused() throws IOException {
    assertThat(read(set(images(), labels()))).isEqualTo(IMAGES);
    for (byte[] whole : new byte[][] {images(), gzip(images())}) {
      for (int length = 0; length < whole.length; length++) {
        refused("images cut at " + length, set(Arrays.copyOf(whole, length), labels()));
      }
    }
    for (int length = 0; length < labels().length; length++) {
      refused("labels cut at " + length, set(images(), Arrays.copyOf(labels(), length)));
    }
  }

  @Test
  void everyByteOfIdxHeadersCounts() throws IOException {
    for (int i = 0; i < 16; i++) {
      refused("byte %d of images".formatted(i), set(flipped(images(), i), labels()));
      if (i < 8) {
        refused("byte %d of labels".formatted(i), set(images(), flipped(labels(), i)));
      }
    }
  }

  @Test
  void sizesThatAreNotThereAreNotBelieved() throws IOException {
    ByteBuffer header = ByteBuffer.allocate(40).putInt(2051).putInt(Integer.MAX_VALUE);
    byte[] claims = header.putInt(4096).putInt(4096).array();
    Path set = set(claims, labels());
    Files.delete(set.resolve(Mnist.TRAIN_LABELS));
    assertThat(Allocation.of(() -> read(set))).isLessThan(20 * MEGABYTE);
    assertThat(refused("sizes", set))
        .contains("at byte 40 expected 16777192 more bytes of image 1 of 2147483647");
    refused("gzipped sizes", set(gzip(claims), labels()));
    byte[] bomb =
        gzip(
            join(
                ByteBuffer.allocate(16).putInt(2051).putInt(1).putInt(1).putInt(1).array(),
                new byte[100_000_000]));
    Path bombed = set(bomb, ByteBuffer.allocate(9).putInt(2049).putInt(1).array());
    assertThat(refused("bomb", bombed))
        .contains("uncompressed byte 17 expected the end of the file");
  }

  @Test
  void countsThatDifferAndFilesThatAreNoneAreRefused() throws Exception {
    assertThat(
            refused(
                "labels", set(images(), ByteBuffer.allocate(10).putInt(2049).putInt(2).array())))
        .contains("at byte 4 expected 3 labels");
    refused("empty", set(new byte[0], labels()));
    Path linked = set(images(), labels());
    Files.delete(linked.resolve(Mnist.TRAIN_IMAGES));
    Files.createSymbolicLink(linked.resolve(Mnist.TRAIN_IMAGES), folder.resolve("nowhere"));
    refused("link", linked);
    Files.delete(linked.resolve(Mnist.TRAIN_IMAGES));
    Files.createDirectory(linked.resolve(Mnist.TRAIN_IMAGES));
    assertThat(refused("folder", linked)).contains("expected a file to read");
    Files.delete(linked.resolve(Mnist.TRAIN_IMAGES));
    Process made =
        new ProcessBuilder("mkfifo", linked.resolve(Mnist.TRAIN_IMAGES).toString()).start();
    assertThat(made.waitFor()).isZero();
    assertTimeoutPreemptively(
        Duration.ofMinutes(1),
        () -> assertThat(refused("pipe", linked)).contains("expected a file to read"));
  }

  @Test
  void tablesCutAnywhereAreRefused() throws IOException {
    Path table = table();
    Path part = part(table);
    byte[] whole = Files.readAllBytes(part);
    assertThat(read(table)).isEqualTo(IMAGES);
    for (int length = 0; length < whole.length; length += whole.length / 15) {
      Files.write(part, Arrays.copyOf(whole, length));
      refused("table cut at " + length, table);
    }
    for (int back = 1; back < 9; back++) {
      Files.write(part, flipped(whole, whole.length - back));
      refused("byte %d from the end".formatted(back), table);
    }
    byte[] claims = whole.clone();
    // A schema of 2^31 - 1 elements.
    byte[] list = {0x15, 2, 0x19, (byte) 0xfc, -1, -1, -1, -1, 7};
    int footer = Integer.reverseBytes(ByteBuffer.wrap(whole).getInt(whole.length - 8));
    System.arraycopy(list, 0, claims, whole.length - 8 - footer, list.length);
    Files.write(part, claims);
    assertThat(refused("elements", table)).contains("claims 2147483647 elements");
  }

  @Test
  void picturesCutAnywhereAreRefused() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(new BufferedImage(3, 2, BufferedImage.TYPE_BYTE_GRAY), "png", bytes);
    byte[] whole = bytes.toByteArray();
    Path pictures = Files.createDirectory(folder.resolve("pictures"));
    Files.write(pictures.resolve("a.png"), whole);
    // Spark leaves out a file without bytes.
    for (int length = 1; length < whole.length - 12; length += whole.length / 5) {
      Files.write(pictures.resolve("b.png"), Arrays.copyOf(whole, length));
      assertThat(refused("picture cut at " + length, pictures)).contains("b.png");
    }
  }

  /** The line it is refused in. */
  private static String refused(String damage, Path data) {
    Throwable refusal = catchThrowable(() -> read(data));
    assertThat(refusal).as(damage).isInstanceOf(UserInputException.class);
    assertThat(((UserInputException) refusal).problems()).as(damage).hasSize(1);
    assertThat(refusal.getMessage()).as(damage).contains("expected ").hasLineCount(1);
    return refusal.getMessage();
  }

  /** How many images there are, all of them read. */
  private static long read(Path data) {
    ImageTable table =
        data.endsWith("pictures")
            ? ImageFolder.open(spark, data.toString())
            : ImageTable.open(spark, data.toString());
    return TaskErrors.unwrapped(() -> table.rows(new ImageRange(0, table.count())).count());
  }

  private Path set(byte[] images, byte[] labels) throws IOException {
    Path set = Files.createDirectories(folder.resolve("set"));
    Files.write(set.resolve(Mnist.TRAIN_IMAGES), images);
    Files.write(set.resolve(Mnist.TRAIN_LABELS), labels);
    return set;
  }

  private Path table() {
    Path table = folder.resolve("table");
    spark
        .range(0, IMAGES, 1, 1)
        .selectExpr("id as index", "2 as height", "2 as width", "cast('abcd' as binary) as pixels")
        .write()
        .parquet(table.toString());
    return table;
  }

  private static Path part(Path table) throws IOException {
    try (Stream<Path> files = Files.list(table)) {
      // Hadoop's checksum would find the damage before Parquet's reader does.
      for (Path file : files.toList()) {
        if (file.toString().endsWith(".crc")) {
          Files.delete(file);
        }
      }
    }
    try (Stream<Path> files = Files.list(table)) {
      return files.filter(file -> file.toString().endsWith(".parquet")).findFirst().orElseThrow();
    }
  }

  /** Three images of 2 x 2. */
  private static byte[] images() {
    ByteBuffer file = ByteBuffer.allocate(28).putInt(2051).putInt(IMAGES).putInt(2).putInt(2);
    IntStream.range(0, 12).forEach(i -> file.put((byte) i));
    return file.array();
  }

  private static byte[] labels() {
    return ByteBuffer.allocate(8 + IMAGES).putInt(2049).putInt(IMAGES).array();
  }

  private static byte[] flipped(byte[] whole, int at) {
    byte[] damaged = whole.clone();
    damaged[at] ^= (byte) 0xff;
    return damaged;
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (OutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    }
    return out.toByteArray();
  }

  private static byte[] join(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }
}
