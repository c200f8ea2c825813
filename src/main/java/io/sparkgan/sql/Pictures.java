package io.sparkgan.sql;

import io.sparkgan.config.UserInputException;
import io.sparkgan.data.ImageBlock;
import io.sparkgan.gan.Samples;
import io.sparkgan.gan.Samples.Sample;
import io.sparkgan.storage.PngGrid;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Rows with images, to look at. */
public final class Pictures {
  private static final int MOST = 10_000;

  private Pictures() {}

  /**
   * The images of a query side by side, row by row, fetched to the driver.
   *
   * @param images has the columns {@code height}, {@code width} and {@code pixels}; all of one size
   * @param columns images in a row
   * @throws UserInputException if there is no image, or more than 10,000, or their sizes differ
   */
  public static BufferedImage of(Dataset<Row> images, int columns) {
    List<Row> rows = images.select("height", "width", "pixels").limit(MOST + 1).collectAsList();
    if (rows.isEmpty() || rows.size() > MOST) {
      throw new UserInputException(
          "Pictures: expected 1 to %d images, found %s"
              .formatted(MOST, rows.isEmpty() ? "none" : "more"));
    }
    List<Sample> samples = new ArrayList<>();
    for (Row row : rows) {
      samples.add(new Sample(new float[0], ImageBlock.NO_LABEL, row.getAs("pixels"), 0));
    }
    int height = rows.get(0).getAs("height");
    int width = rows.get(0).getAs("width");
    for (Row row : rows) {
      requireSize(row, height, width);
    }
    return new PngGrid(columns).draw(new Samples(height, width, samples));
  }

  private static void requireSize(Row row, int height, int width) {
    if (row.<Integer>getAs("height") != height || row.<Integer>getAs("width") != width) {
      throw new UserInputException(
          "Pictures: expected images of one size, %d x %d, found one of %d x %d"
              .formatted(height, width, row.<Integer>getAs("height"), row.<Integer>getAs("width")));
    }
  }
}
