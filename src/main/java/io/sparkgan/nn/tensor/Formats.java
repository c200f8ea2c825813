package io.sparkgan.nn.tensor;

import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.memory.format_tag;
import org.nd4j.linalg.api.ndarray.INDArray;

/** How values lie in memory. Activations have their channels last; weights lie as DL4J has them. */
public final class Formats {
  private Formats() {}

  /** Activations: images with channels last; for vectors that is row after row. */
  public static memory.desc activations(Dims dims, Numbers numbers) {
    return new memory.desc(dims.nchw(), numbers.dnnl(), format_tag.nhwc);
  }

  /** Activations channel after channel, as DL4J flattens images. */
  static memory.desc channelsFirst(Dims dims, Numbers numbers) {
    return new memory.desc(dims.nchw(), numbers.dnnl(), format_tag.nchw);
  }

  /** Matrices, row after row. */
  public static memory.desc matrix(long rows, long columns, Numbers numbers) {
    return new memory.desc(new long[] {rows, columns}, numbers.dnnl(), format_tag.ab);
  }

  /** Matrices one after the other, each row after row. */
  public static memory.desc matrices(long[] dims, Numbers numbers) {
    return new memory.desc(dims, numbers.dnnl(), format_tag.abc);
  }

  /** The same matrices, each transposed. */
  public static memory.desc transposedMatrices(long[] dims, Numbers numbers) {
    return new memory.desc(new long[] {dims[0], dims[2], dims[1]}, numbers.dnnl(), format_tag.acb);
  }

  /** Values of six dimensions, the last of which runs fastest. */
  public static memory.desc sixDimensional(long[] dims, Numbers numbers) {
    return new memory.desc(dims, numbers.dnnl(), format_tag.abcdef);
  }

  /** A vector. */
  public static memory.desc vector(long size, Numbers numbers) {
    return new memory.desc(new long[] {size}, numbers.dnnl(), format_tag.a);
  }

  /** Weights of a dimension each in the order of their strides. */
  public static memory.desc strided(long[] dims, long[] strides, Numbers numbers) {
    return new memory.desc(dims, numbers.dnnl(), strides);
  }

  /** Whatever a primitive likes best. */
  public static memory.desc any(long[] dims, Numbers numbers) {
    return new memory.desc(dims, numbers.dnnl(), format_tag.any);
  }

  /** Zeros and ones with the places of activations. */
  static memory.desc mask(Dims dims) {
    return new memory.desc(dims.nchw(), memory.data_type.u8, format_tag.nhwc);
  }

  /** Whether an array lies as activations do. */
  static boolean isActivations(INDArray array, Dims dims, Numbers numbers) {
    if (array.dataType() != numbers.nd4j()) {
      return false;
    }
    long[] sizes = dims.nchw();
    long[] found = strides(array, dims);
    long[] wanted = {dims.each(), 1, (long) dims.width() * dims.channels(), dims.channels()};
    for (int i = 0; i < sizes.length; i++) {
      if (sizes[i] > 1 && found[i] != wanted[i]) {
        return false;
      }
    }
    return true;
  }

  /** An array as it lies, whether it has images or vectors, seen as batch of these dimensions. */
  static memory.desc of(INDArray array, Dims dims) {
    return strided(dims.nchw(), strides(array, dims), Numbers.of(array.dataType()));
  }

  private static long[] strides(INDArray array, Dims dims) {
    if (array.rank() == 4) {
      return array.stride();
    }
    long row = array.stride(0);
    long unit = array.stride(1);
    return new long[] {row, unit * dims.height() * dims.width(), unit * dims.width(), unit};
  }
}
