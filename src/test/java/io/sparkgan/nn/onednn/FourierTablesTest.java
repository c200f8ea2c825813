package io.sparkgan.nn.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sparkgan.nn.tensor.Dims;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The product of spectra is the convolution as it is defined. */
final class FourierTablesTest {
  @ParameterizedTest(name = "{0} x {0}, stride {1}, border {2}, features {3} x {4}")
  @CsvSource({
    "5, 1, -1, 7, 7, 121",
    "5, 2, -1, 7, 7, 94",
    "5, 1, -1, 4, 4, 52",
    "3, 1, 1, 5, 2, 26",
    "4, 2, 1, 3, 4, 29",
    "6, 2, -1, 2, 3, 17",
    "5, 3, 1, 2, 2, 13",
    "1, 1, 0, 3, 3, 13",
    "2, 3, -1, 3, 2, 8",
    "1, 2, 0, 1, 1, 1",
  })
  void productOfSpectraIsTheConvolution(
      int kernel, int stride, int border, int rows, int columns, int products) {
    Window window = new Window(kernel, stride, Math.max(0, border), border < 0);
    Dims features = new Dims(1, 1, rows, columns);
    SplittableRandom random = new SplittableRandom(1);
    double[][] image = draw(random, rows * stride, columns * stride);
    double[][] weights = draw(random, kernel, kernel);

    FourierTables tables = new FourierTables(window, features);

    assertThat(tables.products()).isEqualTo(products);
    double[][] expected = convolution(window, image, weights, rows, columns);
    double[][] found = bySpectra(tables, stride, image, weights, rows, columns);
    for (int row = 0; row < rows; row++) {
      assertThat(found[row]).containsExactly(expected[row], within(1e-5));
    }
  }

  private static double[][] draw(SplittableRandom random, int rows, int columns) {
    double[][] values = new double[rows][];
    for (int row = 0; row < rows; row++) {
      values[row] = random.doubles(columns, -1, 1).toArray();
    }
    return values;
  }

  private static double[][] convolution(
      Window window, double[][] image, double[][] weights, int rows, int columns) {
    double[][] results = new double[rows][columns];
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        for (int y = 0; y < window.kernel(); y++) {
          for (int x = 0; x < window.kernel(); x++) {
            int down = row * window.stride() + y - window.before(image.length);
            int right = column * window.stride() + x - window.before(image[0].length);
            if (down >= 0 && down < image.length && right >= 0 && right < image[0].length) {
              results[row][column] += image[down][right] * weights[y][x];
            }
          }
        }
      }
    }
    return results;
  }

  private static double[][] bySpectra(
      FourierTables tables,
      int stride,
      double[][] image,
      double[][] weights,
      int rows,
      int columns) {
    double[][] results = new double[rows][columns];
    int phases = stride * stride;
    for (int product = 0; product < tables.products(); product++) {
      double value = 0;
      for (int phase = 0; phase < phases; phase++) {
        double[][] pixels = new double[rows][columns];
        for (int row = 0; row < rows; row++) {
          for (int column = 0; column < columns; column++) {
            pixels[row][column] =
                image[row * stride + phase / stride][column * stride + phase % stride];
          }
        }
        value +=
            dot(tables.ofPixels(), product, pixels)
                * dot(tables.ofTaps(), product * phases + phase, weights);
      }
      for (int at = 0; at < rows * columns; at++) {
        results[at / columns][at % columns] +=
            value * tables.ofFeatures()[product * rows * columns + at];
      }
    }
    return results;
  }

  private static double dot(float[] table, int row, double[][] values) {
    double sum = 0;
    int at = row * values.length * values[0].length;
    for (double[] line : values) {
      for (double value : line) {
        sum += table[at++] * value;
      }
    }
    return sum;
  }
}
