package io.sparkgan.nn;

import io.sparkgan.config.Compute;
import io.sparkgan.nn.tensor.Formats;
import io.sparkgan.nn.tensor.Numbers;
import io.sparkgan.nn.tensor.Pass;
import io.sparkgan.nn.tensor.Products;
import io.sparkgan.nn.tensor.Tensor;
import java.util.SplittableRandom;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A product of two square matrices, computed as layers are. */
public final class MatrixProduct {
  private final Pass product;

  /** Of matrices of so many rows, filled at random, as zeros may take less time. */
  public MatrixProduct(Compute compute, int rows) {
    product =
        switch (compute.backend()) {
          case DL4J -> ofArrays(rows);
          case ONEDNN -> ofTensors(Numbers.of(compute.precision()), rows);
          case AUTO -> throw new IllegalArgumentException("Nothing is settled by " + compute);
        };
  }

  /** Computes it once. */
  public void run() {
    product.run();
  }

  private static Pass ofTensors(Numbers numbers, int rows) {
    Tensor left = tensor(numbers, rows, 1);
    Tensor right = tensor(numbers, rows, 2);
    return Products.ofMatrices(left, right, Tensor.like(left));
  }

  private static Tensor tensor(Numbers numbers, int rows, long seed) {
    return Tensor.constants(
        values(rows, seed),
        Formats.matrix(rows, rows, Numbers.F32),
        Formats.matrix(rows, rows, numbers));
  }

  private static Pass ofArrays(int rows) {
    INDArray left = array(rows, 1);
    INDArray right = array(rows, 2);
    INDArray result = Nd4j.create(DataType.FLOAT, new long[] {rows, rows}, 'f');
    return () -> left.mmuli(right, result);
  }

  private static INDArray array(int rows, long seed) {
    return Batches.of(values(rows, seed), rows, rows);
  }

  private static float[] values(int rows, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[rows * rows];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextDouble(-1, 1);
    }
    return values;
  }
}
