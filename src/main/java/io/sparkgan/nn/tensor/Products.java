package io.sparkgan.nn.tensor;

import org.bytedeco.dnnl.binary;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.matmul;
import org.bytedeco.dnnl.memory;

/** Products of tensors: of matrices, and value by value. */
public final class Products {
  private Products() {}

  /** Matrix product, also of batches of matrices; a batch of one goes with each of a batch. */
  public static Primitive ofMatrices(Tensor left, Tensor right, Tensor result) {
    return ofMatrices(left, left.format(), right, right.format(), result, result.format());
  }

  /** The same of tensors seen as matrices, or as batches of them. */
  public static Primitive ofMatrices(
      Tensor left,
      memory.desc leftSeen,
      Tensor right,
      memory.desc rightSeen,
      Tensor result,
      memory.desc resultSeen) {
    return ofMatrices(left, leftSeen, right, rightSeen, new memory.desc(), result, resultSeen);
  }

  /** The same, and a bias for each column. */
  public static Primitive ofMatrices(
      Tensor left,
      memory.desc leftSeen,
      Tensor right,
      memory.desc rightSeen,
      Tensor bias,
      memory.desc biasSeen,
      Tensor result,
      memory.desc resultSeen) {
    return ofMatrices(left, leftSeen, right, rightSeen, biasSeen, result, resultSeen)
        .with(dnnl.DNNL_ARG_BIAS, bias);
  }

  private static Primitive ofMatrices(
      Tensor left,
      memory.desc leftSeen,
      Tensor right,
      memory.desc rightSeen,
      memory.desc biasSeen,
      Tensor result,
      memory.desc resultSeen) {
    return new Primitive(
            new matmul.primitive_desc(
                Engine.cpu(),
                leftSeen,
                rightSeen,
                biasSeen,
                resultSeen,
                new Attributes().dnnl(),
                false))
        .with(dnnl.DNNL_ARG_SRC, left)
        .with(dnnl.DNNL_ARG_WEIGHTS, right)
        .with(dnnl.DNNL_ARG_DST, result);
  }

  /** Product value by value, passed through further steps; the result may be one of the factors. */
  public static Primitive ofValues(
      Tensor left, Tensor right, Tensor result, Attributes attributes) {
    return pairwise(dnnl.algorithm.binary_mul, left, right, result, attributes);
  }

  /** Difference value by value, passed through further steps. */
  public static Primitive difference(
      Tensor left, Tensor right, Tensor result, Attributes attributes) {
    return pairwise(dnnl.algorithm.binary_sub, left, right, result, attributes);
  }

  /**
   * Sum value by value, passed through further steps; one of a channel goes with all its places.
   */
  public static Primitive sum(Tensor left, Tensor right, Tensor result, Attributes attributes) {
    return pairwise(dnnl.algorithm.binary_add, left, right, result, attributes);
  }

  private static Primitive pairwise(
      dnnl.algorithm operation, Tensor left, Tensor right, Tensor result, Attributes attributes) {
    return new Primitive(
            new binary.primitive_desc(
                Engine.cpu(),
                operation,
                left.format(),
                right.format(),
                result.format(),
                attributes.dnnl(),
                false))
        .with(dnnl.DNNL_ARG_SRC, left)
        .with(dnnl.DNNL_ARG_SRC_1, right)
        .with(dnnl.DNNL_ARG_DST, result);
  }
}
