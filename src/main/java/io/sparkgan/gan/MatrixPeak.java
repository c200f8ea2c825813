package io.sparkgan.gan;

import io.sparkgan.config.Compute;
import io.sparkgan.nn.MatrixProduct;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * What the arithmetic of this machine reaches at its best: a product of two large square matrices.
 *
 * @param gflops billions of floating-point operations in a second
 * @param threads that computed it, as they compute the layers
 */
public record MatrixPeak(double gflops, int threads) {
  private static final int SIZE = 1024;
  private static final double GFLOP = 2e-9 * SIZE * SIZE * SIZE;

  /** The fastest of many products, as others may use the machine, too. */
  private static final int PRODUCTS = 20;

  /** Measures the peak; takes about a second. */
  public static MatrixPeak measure(Compute compute) {
    MatrixProduct product = new MatrixProduct(compute, SIZE);
    double seconds = Double.POSITIVE_INFINITY;
    for (int i = 0; i < PRODUCTS; i++) {
      long begun = System.nanoTime();
      product.run();
      seconds = Math.min(seconds, (System.nanoTime() - begun) / 1e9);
    }
    int threads = NativeOpsHolder.getInstance().getDeviceNativeOps().ompGetMaxThreads();
    return new MatrixPeak(GFLOP / seconds, threads);
  }
}
