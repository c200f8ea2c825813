package io.sparkgan.fuzz;

import io.sparkgan.data.IdxImages;
import io.sparkgan.data.IdxLabels;
import java.io.ByteArrayInputStream;
import java.io.IOException;

/** Files of images and of labels, gzipped or not. */
public final class IdxTarget {
  private IdxTarget() {}

  public static void fuzzerTestOneInput(byte[] input) throws IOException {
    Reading.readOrRefuse(() -> images(input));
    Reading.readOrRefuse(() -> labels(input));
  }

  private static void images(byte[] input) throws IOException {
    try (IdxImages images = IdxImages.open(new ByteArrayInputStream(input), "input")) {
      byte[] pixels = new byte[Math.multiplyExact(images.height(), images.width())];
      int read = 0;
      while (images.next(pixels)) {
        read++;
      }
      if (read != images.count()) {
        throw new AssertionError("Read %d of %d images".formatted(read, images.count()));
      }
    }
  }

  private static void labels(byte[] input) throws IOException {
    try (IdxLabels labels = IdxLabels.open(new ByteArrayInputStream(input), "input")) {
      int read = 0;
      while (labels.next() >= 0) {
        read++;
      }
      if (read != labels.count()) {
        throw new AssertionError("Read %d of %d labels".formatted(read, labels.count()));
      }
    }
  }
}
