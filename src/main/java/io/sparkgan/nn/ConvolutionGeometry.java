package io.sparkgan.nn;

import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;

/**
 * Square kernel, stride and border of a convolution, and the arguments ND4J's operations take for
 * them.
 *
 * @param pad zeros before and after each side; not used with {@code same}
 * @param same whether the border is TensorFlow's "same", else {@code pad} zeros
 */
record ConvolutionGeometry(int kernel, int stride, int pad, boolean same) {
  private static final int OIHW = 1;

  static ConvolutionGeometry of(ConvolutionLayer layer) {
    int[] kernel = layer.getKernelSize();
    int[] stride = layer.getStride();
    int[] pad = layer.getPadding();
    if (kernel[0] != kernel[1] || stride[0] != stride[1] || pad[0] != pad[1]) {
      throw new IllegalArgumentException("Only square convolutions are known here: " + layer);
    }
    return new ConvolutionGeometry(
        kernel[0], stride[0], pad[0], layer.getConvolutionMode() == ConvolutionMode.Same);
  }

  long convolved(long in) {
    return same ? (in + stride - 1) / stride : (in + 2L * pad - kernel) / stride + 1;
  }

  long transposed(long in) {
    return same ? in * stride : (in - 1) * stride + kernel - 2L * pad;
  }

  /**
   * Zeros that the transpose of a "same" convolution takes away before its output; one more may go
   * after.
   */
  int transposedPad() {
    return same ? (kernel - stride) / 2 : pad;
  }

  /**
   * Integer arguments of {@code conv2d}: kernel, stride, pad, dilation, border mode, NCHW, weight
   * order.
   */
  int[] convolution() {
    return arguments(same ? 0 : pad, same ? 1 : 0);
  }

  /** Integer arguments of {@code deconv2d} with an explicit border, which alone is fast. */
  int[] transposedConvolution() {
    return arguments(transposedPad(), 0);
  }

  private int[] arguments(int zeros, int mode) {
    return new int[] {kernel, kernel, stride, stride, zeros, zeros, 1, 1, mode, 0, OIHW};
  }
}
