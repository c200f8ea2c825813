package io.sparkgan.nn;

import io.sparkgan.nn.tensor.Address;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Moves flat parameters along their gradient. In f32 that is one pass over gradient, parameters and
 * memory, block by block through the processor's first cache: little more than the time it takes to
 * copy as many bytes, where ND4J's operations take several times as long. The result does not
 * depend on the blocks. Its buffers make an updater one thread's own.
 */
public final class Updater {
  /** In floats. Blocks of thousands, which the second cache holds, take nearly twice as long. */
  static final int BLOCK = 256;

  private final long size;
  private final List<INDArray> memory;
  private final float[] parameterBlock = new float[BLOCK];
  private final float[] gradientBlock = new float[BLOCK];
  private final float[][] memoryBlock;

  /**
   * An updater of one vector of parameters.
   *
   * @param memory of an optimiser, vector after vector; it moves with every step
   * @param size how many parameters
   */
  public Updater(INDArray memory, long size) {
    if (memory.length() % size != 0) {
      throw new IllegalArgumentException(
          "Memory has %d values, parameters %d".formatted(memory.length(), size));
    }
    this.size = size;
    this.memory =
        IntStream.range(0, (int) (memory.length() / size))
            .mapToObj(i -> memory.get(NDArrayIndex.interval(i * size, (i + 1) * size)))
            .toList();
    this.memoryBlock = new float[this.memory.size()][BLOCK];
  }

  /**
   * Takes one step.
   *
   * @param parameters move; of the memory's type and all in one piece, as is the gradient
   * @param gradient of the loss with respect to the parameters; stays as it is
   */
  public void step(UpdateRule rule, INDArray parameters, INDArray gradient) {
    if (rule.memory() != memory.size()) {
      throw new IllegalArgumentException(
          "%s needs %d vectors of memory, found %d".formatted(rule, rule.memory(), memory.size()));
    }
    INDArray moving = vector(parameters);
    INDArray along = vector(gradient);
    if (moving.dataType() == DataType.FLOAT) {
      pass(
          rule,
          floats(moving),
          floats(along),
          memory.stream().map(Updater::floats).toArray(FloatBuffer[]::new));
    } else {
      rule.move(moving, along, memory);
    }
  }

  private void pass(
      UpdateRule rule, FloatBuffer parameters, FloatBuffer gradient, FloatBuffer[] moments) {
    for (int from = 0; from < size; from += BLOCK) {
      int length = (int) Math.min(BLOCK, size - from);
      parameters.get(from, parameterBlock, 0, length);
      gradient.get(from, gradientBlock, 0, length);
      for (int i = 0; i < moments.length; i++) {
        moments[i].get(from, memoryBlock[i], 0, length);
      }
      rule.move(parameterBlock, gradientBlock, memoryBlock, length);
      parameters.put(from, parameterBlock, 0, length);
      for (int i = 0; i < moments.length; i++) {
        moments[i].put(from, memoryBlock[i], 0, length);
      }
    }
  }

  private INDArray vector(INDArray array) {
    DataType type = memory.get(0).dataType();
    if (array.length() != size || array.dataType() != type || array.elementWiseStride() != 1) {
      throw new IllegalArgumentException(
          "Expected %d values of %s in one piece, found %d of %s, %d apart"
              .formatted(size, type, array.length(), array.dataType(), array.elementWiseStride()));
    }
    return array.reshape(size);
  }

  /** ND4J's own memory; a bulk copy to and from it is faster than by JavaCPP. */
  private static FloatBuffer floats(INDArray array) {
    return new FloatPointer(Address.of(array)).capacity(array.length()).asBuffer();
  }
}
