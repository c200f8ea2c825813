package io.sparkgan.nn.tensor;

import io.sparkgan.config.Compute;
import org.bytedeco.dnnl.memory;
import org.nd4j.linalg.api.buffer.DataType;

/** The kinds of numbers that layers hand to each other. */
public enum Numbers {
  /** IEEE single precision. */
  F32(memory.data_type.f32, DataType.FLOAT),
  /** Its upper 16 bits. */
  BF16(memory.data_type.bf16, DataType.BFLOAT16);

  private final memory.data_type dnnl;
  private final DataType nd4j;

  Numbers(memory.data_type dnnl, DataType nd4j) {
    this.dnnl = dnnl;
    this.nd4j = nd4j;
  }

  /** Of each. */
  public int bytes() {
    return nd4j.width();
  }

  memory.data_type dnnl() {
    return dnnl;
  }

  DataType nd4j() {
    return nd4j;
  }

  /**
   * Those of a settled choice.
   *
   * @throws IllegalArgumentException if it is not settled
   */
  public static Numbers of(Compute.Precision precision) {
    return switch (precision) {
      case F32 -> F32;
      case BF16 -> BF16;
      case AUTO -> throw new IllegalArgumentException("No precision is settled");
    };
  }

  /**
   * Those of a format.
   *
   * @throws IllegalArgumentException for others
   */
  static Numbers of(memory.data_type type) {
    for (Numbers numbers : values()) {
      if (numbers.dnnl.value == type.value) {
        return numbers;
      }
    }
    throw new IllegalArgumentException("Tensors of activations have no numbers of " + type);
  }

  /**
   * Those of an array.
   *
   * @throws IllegalArgumentException for double precision and integers, which no layer here takes
   */
  static Numbers of(DataType type) {
    for (Numbers numbers : values()) {
      if (numbers.nd4j == type) {
        return numbers;
      }
    }
    throw new IllegalArgumentException("Layers computed by oneDNN take no numbers of " + type);
  }
}
