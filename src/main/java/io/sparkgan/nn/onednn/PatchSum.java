package io.sparkgan.nn.onednn;

import io.sparkgan.nn.tensor.Dims;
import io.sparkgan.nn.tensor.Formats;
import io.sparkgan.nn.tensor.Numbers;
import io.sparkgan.nn.tensor.Pass;
import io.sparkgan.nn.tensor.Products;
import io.sparkgan.nn.tensor.Reorder;
import io.sparkgan.nn.tensor.Tensor;
import java.util.Arrays;

/**
 * A transposed convolution into images of few channels: each feature vector times the weights is a
 * patch of pixels, and patches that overlap are summed. oneDNN's own way computes a register's
 * width of channels at least, and takes ten times as long for one.
 */
final class PatchSum {
  private static final int FEW = 4;

  private final Dims image;
  private final Window window;
  private final int rows;
  private final int columns;
  private final float[] patches;
  private final float[] pixels;

  /**
   * Into batches of one size.
   *
   * @param image the images
   */
  PatchSum(Dims image, Window window) {
    this.image = image;
    this.window = window;
    this.rows = window.windows(image.height());
    this.columns = window.windows(image.width());
    this.patches = new float[rows * columns * patch()];
    this.pixels = new float[image.each()];
  }

  static boolean suits(Dims image) {
    return image.channels() <= FEW;
  }

  private int windows() {
    return image.count() * rows * columns;
  }

  /** Values of a patch: channel after channel, row after row. */
  private int patch() {
    return image.channels() * window.kernel() * window.kernel();
  }

  /**
   * From features, a vector for each window, to images.
   *
   * @param features so many in each vector
   * @param numbers of the features
   */
  Pass pass(Tensor vectors, int features, Weights weights, Numbers numbers, Tensor images) {
    Weights.Packed matrix =
        weights.packed(
            Formats.matrix(features, patch(), numbers),
            Formats.matrix(features, patch(), Numbers.F32));
    Tensor made = Tensor.of(Formats.matrix(windows(), patch(), Numbers.F32));
    Pass product =
        Products.ofMatrices(
            vectors,
            Formats.matrix(windows(), features, numbers),
            matrix.tensor(),
            matrix.tensor().format(),
            made,
            made.format());
    boolean converts = !images.format().equals(Formats.activations(image, Numbers.F32));
    Tensor summed = converts ? Tensor.activations(image, Numbers.F32) : images;
    Pass convert = converts ? Reorder.between(summed, images) : Pass.NOTHING;
    return matrix.before(product).then(() -> sum(made, summed)).then(convert);
  }

  /** Image by image: a batch of patches would be large for Java's heap, and for its caches. */
  private void sum(Tensor from, Tensor to) {
    for (int n = 0; n < image.count(); n++) {
      from.read((long) n * patches.length, patches);
      Arrays.fill(pixels, 0);
      int at = 0;
      for (int row = 0; row < rows; row++) {
        int top = row * window.stride() - window.before(image.height());
        for (int column = 0; column < columns; column++) {
          add(at, top, column * window.stride() - window.before(image.width()));
          at += patch();
        }
      }
      to.write((long) n * pixels.length, pixels);
    }
  }

  private void add(int patch, int top, int left) {
    int kernel = window.kernel();
    int channels = image.channels();
    int from = Math.max(0, -left);
    int to = Math.min(kernel, image.width() - left);
    for (int channel = 0; channel < channels; channel++) {
      for (int y = Math.max(0, -top); y < kernel && top + y < image.height(); y++) {
        int source = patch + (channel * kernel + y) * kernel;
        int target = ((top + y) * image.width() + left) * channels + channel;
        for (int x = from; x < to; x++) {
          pixels[target + x * channels] += patches[source + x];
        }
      }
    }
  }
}
