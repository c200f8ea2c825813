package io.sparkgan.nn.onednn;

import io.sparkgan.nn.tensor.Dims;
import java.util.ArrayList;
import java.util.List;

/**
 * A convolution as a product of spectra: with x the images, w the weights and y the features, y = S
 * ((T x) (W w)), where the product is of the values of each pair of a pixel's and a feature's
 * channel, and x and y are small enough for their discrete Fourier transforms to be products with
 * matrices. See Mathieu, Henaff and LeCun, "Fast training of convolutional networks through FFTs",
 * 2013 (arXiv:1312.5851). All three matrices are real: a complex product is three real ones, by
 * Gauss, and of two conjugate frequencies one is enough. Gradients need the transposed matrices
 * only.
 *
 * <p>Windows with a stride s see images as s by s phases: that of the pixels at places 0, s, 2s and
 * so on, and those that begin a pixel further. The transform is that of a phase, which has as many
 * pixels as there are features.
 */
final class FourierTables {
  private static final Part REAL = (re, im) -> re;

  /** A frequency that is its own conjugate has real spectra. */
  private static final List<Product> OWN = List.of(new Product(REAL, REAL, REAL));

  /** X W with X = a + bi and W = c + di has the real part k1 - k3 and the imaginary k1 + k2. */
  private static final List<Product> PAIR =
      List.of(
          new Product((re, im) -> re + im, REAL, (re, im) -> 2 * (re - im)),
          new Product(REAL, (re, im) -> im - re, (re, im) -> -2 * im),
          new Product((re, im) -> im, (re, im) -> re + im, (re, im) -> -2 * re));

  private final Window window;
  private final Dims features;
  private final int before;
  private final int rows;
  private final int columns;
  private final List<Term> terms = new ArrayList<>();

  /** Images have stride times as many rows and columns as features. */
  FourierTables(Window window, Dims features) {
    this.window = window;
    this.features = features;
    before = window.before(features.height() * window.stride());
    rows = features.height() + reach();
    columns = features.width() + reach();
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        add(row, column);
      }
    }
  }

  /** How far a window sees beyond its own place in a phase: so many zeros keep ends apart. */
  private int reach() {
    int last = window.kernel() - 1 - before;
    return Math.max(-Math.floorDiv(-before, window.stride()), last / window.stride());
  }

  private void add(int row, int column) {
    int conjugate = (rows - row) % rows * columns + (columns - column) % columns;
    int own = row * columns + column;
    if (own <= conjugate) {
      (own == conjugate ? OWN : PAIR).forEach(it -> terms.add(new Term(row, column, it)));
    }
  }

  /** Side of the window. */
  int kernel() {
    return window.kernel();
  }

  /** Taps of the window. */
  int taps() {
    return window.kernel() * window.kernel();
  }

  /** Phases of images. */
  int phases() {
    return window.stride() * window.stride();
  }

  /** Real products for each pair of channels. */
  int products() {
    return terms.size();
  }

  /** T, [products, pixels of a phase]. */
  float[] ofPixels() {
    return table((term, y, x) -> term.value(term.product.pixels, angle(term, y, x), -1));
  }

  /** S transposed, [products, places of features]. */
  float[] ofFeatures() {
    double scale = 1.0 / (rows * columns);
    return table((term, y, x) -> scale * term.value(term.product.features, angle(term, y, x), 1));
  }

  private float[] table(Entry entry) {
    float[] table = new float[terms.size() * features.height() * features.width()];
    int at = 0;
    for (Term term : terms) {
      for (int y = 0; y < features.height(); y++) {
        for (int x = 0; x < features.width(); x++) {
          table[at++] = (float) entry.of(term, y, x);
        }
      }
    }
    return table;
  }

  /** W, [products, phases, taps]: 0 where a tap meets the pixels of another phase. */
  float[] ofTaps() {
    int stride = window.stride();
    int kernel = window.kernel();
    float[] table = new float[terms.size() * stride * stride * kernel * kernel];
    for (int i = 0; i < terms.size(); i++) {
      for (int y = 0; y < kernel; y++) {
        for (int x = 0; x < kernel; x++) {
          int phase = phase(y) * stride + phase(x);
          int at = ((i * stride * stride + phase) * kernel + y) * kernel + x;
          table[at] = (float) tap(terms.get(i), y, x);
        }
      }
    }
    return table;
  }

  private int phase(int tap) {
    return Math.floorMod(tap - before, window.stride());
  }

  private double tap(Term term, int y, int x) {
    int down = Math.floorDiv(y - before, window.stride());
    int right = Math.floorDiv(x - before, window.stride());
    return term.value(term.product.taps, angle(term, down, right), 1);
  }

  private double angle(Term term, int y, int x) {
    return 2 * Math.PI * ((double) term.row * y / rows + (double) term.column * x / columns);
  }

  /** Of a complex number, a real one. */
  private interface Part {
    double of(double re, double im);
  }

  private interface Entry {
    double of(Term term, int y, int x);
  }

  /** What it takes of the spectra of images and of weights, and what it adds to features. */
  private record Product(Part pixels, Part taps, Part features) {}

  /** One product at a frequency. */
  private record Term(int row, int column, Product product) {
    double value(Part part, double angle, int sign) {
      return part.of(Math.cos(angle), sign * Math.sin(angle));
    }
  }
}
