package io.sparkgan.nn.onednn;

import io.sparkgan.nn.tensor.Dims;
import java.io.Serializable;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;

/**
 * The square window of a convolution, or of the one that a transposed convolution transposes.
 *
 * @param kernel its side
 * @param stride pixels between two windows
 * @param pad zeros before each side; not used with {@code same}
 * @param same whether zeros are as TensorFlow's "same" has them: in all as many as windows need,
 *     the odd one after
 */
record Window(int kernel, int stride, int pad, boolean same) implements Serializable {

  static Window of(ConvolutionLayer layer) {
    int[] kernel = layer.getKernelSize();
    int[] stride = layer.getStride();
    int[] pad = layer.getPadding();
    if (kernel[0] != kernel[1] || stride[0] != stride[1] || pad[0] != pad[1]) {
      throw new IllegalArgumentException("Only square convolutions are known here: " + layer);
    }
    return new Window(
        kernel[0], stride[0], pad[0], layer.getConvolutionMode() == ConvolutionMode.Same);
  }

  /** Strides as oneDNN wants them. */
  long[] strides() {
    return new long[] {stride, stride};
  }

  /** Zeros before the sides of an image. */
  long[] before(Dims image) {
    return new long[] {before(image.height()), before(image.width())};
  }

  /** Zeros after them. */
  long[] after(Dims image) {
    return new long[] {after(image.height()), after(image.width())};
  }

  /** A vector for each window of images. */
  Dims features(Dims image, int channels) {
    return new Dims(image.count(), channels, windows(image.height()), windows(image.width()));
  }

  /** The images whose windows are summed of vectors. */
  Dims image(Dims features, int channels) {
    return new Dims(
        features.count(), channels, pixels(features.height()), pixels(features.width()));
  }

  /** Windows along a side of an image. */
  int windows(int side) {
    return same ? (side + stride - 1) / stride : (side + 2 * pad - kernel) / stride + 1;
  }

  /** Pixels along a side of the image that so many windows are summed into. */
  int pixels(int windows) {
    return same ? windows * stride : (windows - 1) * stride + kernel - 2 * pad;
  }

  /** Zeros before a side of an image. */
  int before(int side) {
    return same ? Math.max(0, (windows(side) - 1) * stride + kernel - side) / 2 : pad;
  }

  /** Zeros after it. */
  int after(int side) {
    return same ? Math.max(0, (windows(side) - 1) * stride + kernel - side) - before(side) : pad;
  }

  /**
   * The transposed convolution that equals repeating each pixel of its input so many times along
   * each side first, and then this one: its kernel is as much longer. Needs stride 1.
   */
  Window onRepeated(int times) {
    if (stride != 1 || !same) {
      throw new IllegalArgumentException("Needs stride 1 and the border \"same\", found " + this);
    }
    return new Window(kernel + times - 1, times, 0, true);
  }
}
