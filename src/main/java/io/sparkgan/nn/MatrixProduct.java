package io.sparkgan.nn;

import io.sparkgan.config.Compute;
import io.sparkgan.nn.tensor.Formats;
import io.sparkgan.nn.tensor.Numbers;
import io.sparkgan.nn.tensor.Pass;
import io.sparkgan.nn.tensor.Products;
import io.sparkgan.nn.tensor.Tensor;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A product of two square matrices, computed as layers are. */
public final class MatrixProduct {
  private final Pass product;

  /** Of matrices of so many rows; their values do not matter. */
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
    Tensor left = Tensor.filled(Formats.matrix(rows, rows, numbers), numbers, 0);
    Tensor right = Tensor.filled(Formats.matrix(rows, rows, numbers), numbers, 0);
    return Products.ofMatrices(left, right, Tensor.like(left));
  }

  private static Pass ofArrays(int rows) {
    INDArray left = Nd4j.zeros(DataType.FLOAT, rows, rows);
    INDArray right = Nd4j.zeros(DataType.FLOAT, rows, rows);
    INDArray result = Nd4j.create(DataType.FLOAT, new long[] {rows, rows}, 'f');
    return () -> left.mmuli(right, result);
  }
}
