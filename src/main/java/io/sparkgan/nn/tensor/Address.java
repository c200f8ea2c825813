package io.sparkgan.nn.tensor;

import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.api.memory.pointers.PagedPointer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Where ND4J has the values of an array. */
public final class Address {
  private Address() {}

  /** Of an array's first value; the buffer of a view gives the address of the whole. */
  public static Pointer of(INDArray array) {
    DataBuffer buffer = array.data();
    return new PagedPointer(buffer.address() + buffer.offset() * buffer.getElementSize());
  }
}
