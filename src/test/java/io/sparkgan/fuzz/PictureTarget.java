package io.sparkgan.fuzz;

import io.sparkgan.data.GreyImage;
import java.io.IOException;

/** Image files of all formats. */
public final class PictureTarget {
  private PictureTarget() {}

  public static void fuzzerTestOneInput(byte[] input) throws IOException {
    Reading.readOrRefuse(
        () -> {
          GreyImage image = GreyImage.decode(input, "input");
          if (image.pixels().length != image.height() * image.width()) {
            throw new AssertionError("Pixels for another size");
          }
        });
  }
}
