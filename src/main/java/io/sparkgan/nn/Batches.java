package io.sparkgan.nn;

import io.sparkgan.nn.tensor.Address;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.pointers.PagedPointer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Makes arrays by copying whole blocks of memory, where ND4J goes value by value. */
public final class Batches {
  private Batches() {}

  /**
   * An array of single precision with these values, row after row, in the memory that is open.
   *
   * @throws IllegalArgumentException if the shape has another number of values
   */
  public static INDArray of(float[] values, long... shape) {
    INDArray array = Nd4j.createUninitialized(DataType.FLOAT, shape, 'c');
    if (array.length() != values.length) {
      throw new IllegalArgumentException(
          "Expected %d values, found %d".formatted(array.length(), values.length));
    }
    new FloatPointer(Address.of(array)).put(values, 0, values.length);
    return array;
  }

  /** Examples of one batch, then of another of the same type and shape. */
  public static INDArray joined(INDArray first, INDArray second) {
    if (!isWhole(first) || !isWhole(second) || first.dataType() != second.dataType()) {
      return Nd4j.concat(0, first, second);
    }
    long[] shape = first.shape().clone();
    shape[0] += second.size(0);
    INDArray all = Nd4j.createUninitialized(first.dataType(), shape, 'c');
    long bytes = first.length() * first.dataType().width();
    long others = second.length() * second.dataType().width();
    Pointer.memcpy(Address.of(all), Address.of(first), bytes);
    Pointer.memcpy(new PagedPointer(Address.of(all).address() + bytes), Address.of(second), others);
    return all;
  }

  private static boolean isWhole(INDArray array) {
    return array.ordering() == 'c' && array.elementWiseStride() == 1;
  }
}
