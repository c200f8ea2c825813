package io.sparkgan.nn.onednn;

import io.sparkgan.nn.tensor.Formats;
import io.sparkgan.nn.tensor.Numbers;
import io.sparkgan.nn.tensor.Pass;
import io.sparkgan.nn.tensor.Products;
import io.sparkgan.nn.tensor.Tensor;
import org.bytedeco.dnnl.memory;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The weights W of a transposed convolution that does what repeating pixels r times along each side
 * and then a transposed convolution of weights w and stride 1 does: W is the sum of r by r copies
 * of w, each a pixel further. That is linear, W = w M for each pair of channels, so the gradient by
 * w is that by W times M'.
 */
final class WidenedKernel {
  private final Tensor own;
  private final int kernel;
  private final long pairs;
  private final Tensor values;
  private final Tensor gradient;
  private final Tensor shares;
  private final Tensor transposed;

  /**
   * For one layer.
   *
   * @param kernel side of w
   * @param weights w, [.., .., kernel, kernel]
   */
  WidenedKernel(int kernel, int repeats, INDArray weights) {
    this.kernel = kernel;
    int wide = kernel + repeats - 1;
    pairs = weights.size(0) * weights.size(1);
    own = Tensor.over(weights, matrix(pairs, kernel));
    values = Tensor.of(matrix(pairs, wide));
    gradient = Tensor.of(matrix(pairs, wide));
    shares = Tensor.of(Formats.matrix((long) kernel * kernel, (long) wide * wide, Numbers.F32));
    transposed =
        shares.as(
            Formats.strided(
                new long[] {(long) wide * wide, (long) kernel * kernel},
                new long[] {1, (long) wide * wide},
                Numbers.F32));
    shares.write(ones(kernel, repeats, wide));
  }

  private static memory.desc matrix(long pairs, int kernel) {
    return Formats.matrix(pairs, (long) kernel * kernel, Numbers.F32);
  }

  private static float[] ones(int kernel, int repeats, int wide) {
    float[] ones = new float[kernel * kernel * wide * wide];
    for (int y = 0; y < kernel; y++) {
      for (int x = 0; x < kernel; x++) {
        for (int down = 0; down < repeats; down++) {
          for (int right = 0; right < repeats; right++) {
            ones[(y * kernel + x) * wide * wide + (y + down) * wide + x + right] = 1;
          }
        }
      }
    }
    return ones;
  }

  Tensor values() {
    return values;
  }

  Tensor gradient() {
    return gradient;
  }

  /** Makes W of w. */
  Pass widen() {
    return Products.ofMatrices(own, shares, values);
  }

  /** Makes the gradient by w of that by W. */
  Pass narrow(INDArray ownGradient) {
    return Products.ofMatrices(
        gradient, transposed, Tensor.over(ownGradient, matrix(pairs, kernel)));
  }
}
