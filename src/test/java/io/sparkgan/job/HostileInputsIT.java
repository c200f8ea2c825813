package io.sparkgan.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkgan.data.Mnist;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

/** Bad input is one line and exit code 2, whichever job it is given to, and leaves nothing. */
class HostileInputsIT extends TinyRuns {

  @Test
  void dataToTrainOn() throws IOException {
    byte[] whole = Files.readAllBytes(images.resolve(Mnist.TRAIN_IMAGES));
    refusesToTrain(set("cut", Arrays.copyOf(whole, 1000)), "cut/train-images-idx3-ubyte: at byte");
    refusesToTrain(set("more", Arrays.copyOf(whole, whole.length + 1)), "found more bytes");
    refusesToTrain(
        set("claims", header(Integer.MAX_VALUE, 4096, 4096)), "of image 1 of 2147483647, found");
    refusesToTrain(set("none", new byte[0]), "at byte 0 expected 4 more bytes of the header");
    refusesToTrain(set("fewer", header(0, 8, 8)), "expected a number of images from 1");
    refusesToTrain(table("footer", 1 << 30), "a footer of 1073741824 bytes");
    refusesToTrain(table("schema", -1), "claims 2147483647 elements");
    refusesToTrain(folder.resolve("absent"), "absent does not exist");
    refusesToTrain(Path.of("/dev/zero"), "/dev/zero does not exist");
    assertThat(run("never")).doesNotExist();
  }

  @Test
  void imagesToIngest() throws IOException {
    Path bomb = folder.resolve("bomb.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(bomb))) {
      out.write(header(1, 1, 1));
      out.write(new byte[50_000_000]);
    }
    refusesToIngest(bomb, "bomb.gz: at uncompressed byte 17 expected the end of the file");
    Path wide = folder.resolve("wide");
    Files.write(wide, header(1, 1 << 20, 1 << 20));
    refusesToIngest(wide, "wide: at byte 12 expected at most 16777216 pixels in an image");
    refusesToIngest(table("ingested", -1), "--images: ", "claims 2147483647 elements");
    Path pictures = Files.createDirectories(folder.resolve("pictures"));
    Files.write(pictures.resolve("a.png"), png(100_000));
    refusesToIngest(pictures, "a.png: expected at most 16777216 pixels in an image, found 100000");
    Files.write(pictures.resolve("a.png"), Arrays.copyOf(png(9), 50));
    refusesToIngest(pictures, "a.png: expected a PNG, JPEG, GIF or BMP image, found a damaged one");
  }

  @Test
  void imagesToEvaluate() throws IOException {
    Path file = folder.resolve("images.idx");
    byte[] whole = Arrays.copyOf(header(2, 28, 28), 16 + 2 * 784);
    for (int length = 0; length < whole.length; length += length < 20 ? 1 : 97) {
      Files.write(file, Arrays.copyOf(whole, length));
      refused(Jobs.evaluate("--images", file.toString()), "images.idx: at byte ");
    }
    for (int at = 0; at < 16; at++) {
      byte[] flipped = whole.clone();
      flipped[at] ^= (byte) 0xff;
      Files.write(file, flipped);
      refused(Jobs.evaluate("--images", file.toString()), "images.idx");
    }
    refused(Jobs.evaluate("--images", "/dev/zero"), "--images: no file /dev/zero");
    refused(Jobs.evaluate("--images", folder.toString()), "--images: no file ");
  }

  @Test
  void settings() throws IOException {
    Path conf = folder.resolve("hostile.conf");
    for (String text :
        new String[] {
          "a = " + "[".repeat(100_000),
          "x = ${y}\ny = ${x}",
          "include \"http://127.0.0.1:9/x\"",
          "\u0000"
        }) {
      Files.writeString(conf, text);
      refused(Jobs.train(arguments("never", "--conf", conf.toString())), "");
    }
    refused(Jobs.train(arguments("never", "--conf", "/dev/zero")), "at most 1048576 bytes");
    refused(Jobs.train(arguments("never", "--conf", folder.toString())), "--conf: cannot read");
    refused(
        Jobs.train(arguments("never", "--data", "a\u0000\u001b[2Jb")),
        "Not a path or URI: 'a\\u0000\\u001b");
    refused(Jobs.train(arguments("../never")), "Run name '../never' does not match");
    assertThat(
            Jobs.train(arguments("never", "--data", "hdfs://user:hidden@127.0.0.1:9/images")).err())
        .contains("has a password in it")
        .doesNotContain("hidden");
  }

  private static void refusesToTrain(Path data, String... words) {
    refuses(Jobs.train(arguments("never", "--data", data.toString())), words);
  }

  private static void refusesToIngest(Path source, String... words) {
    Path out = folder.resolve("never.parquet");
    refuses(
        Jobs.ingest("--images", source.toString(), "--out", out.toString(), "--master", "local[2]"),
        words);
    assertThat(out).doesNotExist();
    assertThat(folder.resolve(".never.parquet.tmp")).doesNotExist();
  }

  private static void refuses(Jobs.Outcome outcome, String... words) {
    Stream.of(words).forEach(word -> refused(outcome, word));
    assertThat(outcome.err()).doesNotContain("Exception");
  }

  private static Path set(String name, byte[] images) throws IOException {
    Path set = Files.createDirectories(folder.resolve(name));
    Files.write(set.resolve(Mnist.TRAIN_IMAGES), images);
    return set;
  }

  /**
   * A Parquet file with a footer of a claimed length, or if that is negative, of a claimed schema.
   */
  private static Path table(String name, int footer) throws IOException {
    byte[] claims = {0x15, 2, 0x19, (byte) 0xfc, -1, -1, -1, -1, 7, 0};
    ByteBuffer file = ByteBuffer.allocate(12 + claims.length).order(ByteOrder.LITTLE_ENDIAN);
    byte[] magic = {'P', 'A', 'R', '1'};
    file.put(magic).put(claims).putInt(footer < 0 ? claims.length : footer).put(magic);
    return Files.write(folder.resolve(name + ".parquet"), file.array());
  }

  private static byte[] header(int count, int height, int width) {
    return ByteBuffer.allocate(16).putInt(2051).putInt(count).putInt(height).putInt(width).array();
  }

  /** Of 9 x 9, whatever its header says; the checksum of the header is not looked at first. */
  private static byte[] png(int size) throws IOException {
    Path file = folder.resolve("plain.png");
    ImageIO.write(new BufferedImage(9, 9, BufferedImage.TYPE_BYTE_GRAY), "png", file.toFile());
    byte[] png = Files.readAllBytes(file);
    ByteBuffer.wrap(png).putInt(16, size).putInt(20, size);
    return png;
  }
}
