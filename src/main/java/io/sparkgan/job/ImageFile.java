package io.sparkgan.job;

import io.sparkgan.config.Protocol;
import io.sparkgan.config.Shape;
import io.sparkgan.config.UserInputException;
import io.sparkgan.data.IdxImages;
import io.sparkgan.storage.HadoopFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * The images of an IDX file, or the first of them, if it has more than any protocol scores.
 *
 * @param uri of the file
 * @param count images in the file
 * @param imageBytes of each image
 * @param pixels grey values, image after image
 */
record ImageFile(String uri, int count, int imageBytes, byte[] pixels) {
  /** What the largest protocol scores. */
  private static final int MOST =
      Stream.of(Protocol.values()).mapToInt(Protocol::samples).max().orElseThrow();

  /**
   * Reads a file, gzipped or not.
   *
   * @param image what the judge looks at
   * @throws UserInputException if it is no such file, damaged, or of images of another size
   */
  static ImageFile read(Configuration hadoop, String uri, Shape image) {
    Path path = HadoopFiles.path(uri);
    HadoopFiles files = HadoopFiles.of(hadoop, path);
    if (!files.isFile(path)) {
      throw new UserInputException(
          "--images: no file %s; give a file of images in the IDX format, as jobs/generate --format idx writes them"
              .formatted(uri));
    }
    try (IdxImages images = IdxImages.open(files.openSkipping(path), uri)) {
      if (!Shape.image(1, images.height(), images.width()).equals(image)) {
        throw new UserInputException(
            "--images: images of %s are %dx%dx1 (height, width, channels), the judge looks at %s"
                .formatted(uri, images.height(), images.width(), image));
      }
      return new ImageFile(uri, images.count(), image.size(), pixels(images, image.size()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] pixels(IdxImages images, int size) throws IOException {
    int wanted = Math.min(MOST, images.count());
    ByteBuffer pixels = ByteBuffer.allocate(wanted * size);
    byte[] one = new byte[size];
    for (int i = 0; i < wanted; i++) {
      images.next(one);
      pixels.put(one);
    }
    if (wanted == images.count()) {
      // Nothing may follow.
      images.next(one);
    }
    return pixels.array();
  }
}
