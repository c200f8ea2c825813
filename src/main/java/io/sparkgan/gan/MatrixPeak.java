package io.sparkgan.gan;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
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
  public static MatrixPeak measure() {
    double seconds = Double.POSITIVE_INFINITY;
    try (INDArray a = Nd4j.rand(DataType.FLOAT, SIZE, SIZE);
        INDArray b = Nd4j.rand(DataType.FLOAT, SIZE, SIZE);
        INDArray product = Nd4j.create(DataType.FLOAT, new long[] {SIZE, SIZE}, 'f')) {
      for (int i = 0; i < PRODUCTS; i++) {
        long begun = System.nanoTime();
        a.mmuli(b, product);
        seconds = Math.min(seconds, (System.nanoTime() - begun) / 1e9);
      }
    }
    int threads = NativeOpsHolder.getInstance().getDeviceNativeOps().ompGetMaxThreads();
    return new MatrixPeak(GFLOP / seconds, threads);
  }
}
