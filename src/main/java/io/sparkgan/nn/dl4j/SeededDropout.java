package io.sparkgan.nn.dl4j;

import io.sparkgan.nn.Repeatable;
import io.sparkgan.nn.Seeded;
import java.nio.FloatBuffer;
import java.util.SplittableRandom;
import org.deeplearning4j.nn.conf.dropout.IDropout;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Inverted dropout (Srivastava et al. 2014) with a random stream of its own: in training a value
 * survives with probability {@code keep} and is divided by it.
 *
 * <p>DL4J's own draws from the thread's generator and forgets its mask after one backward pass;
 * here the masks depend on the given seed alone, and one forward pass serves any number of backward
 * passes.
 */
final class SeededDropout implements IDropout, Repeatable, Seeded {
  private static final long serialVersionUID = 1L;

  private final double keep;
  private transient SplittableRandom random;
  private transient INDArray mask;
  private transient boolean held;

  /**
   * Dropout that is not yet seeded.
   *
   * @param keep probability to keep a value, in (0, 1)
   */
  public SeededDropout(double keep) {
    if (!(keep > 0 && keep < 1)) {
      throw new IllegalArgumentException("Probability to keep must be in (0, 1), found " + keep);
    }
    this.keep = keep;
  }

  @Override
  public void seed(long seed) {
    random = new SplittableRandom(seed);
  }

  @Override
  public void hold() {
    held = true;
  }

  @Override
  public void release() {
    held = false;
  }

  @Override
  public INDArray applyDropout(
      INDArray input, INDArray result, int iteration, int epoch, LayerWorkspaceMgr workspace) {
    if (random == null) {
      throw new IllegalStateException("Dropout has no seed");
    }
    if (held) {
      return input.mul(mask, result);
    }
    mask = workspace.createUninitialized(ArrayType.INPUT, DataType.FLOAT, input.shape(), 'c');
    fill(mask.data().asNioFloat(), (int) mask.length());
    mask = mask.castTo(input.dataType());
    return input.mul(mask, result);
  }

  /** One 64-bit draw decides on two values. */
  private void fill(FloatBuffer values, int count) {
    int threshold = (int) (keep * Integer.MAX_VALUE);
    float survivor = (float) (1 / keep);
    for (int i = 0; i < count; i += 2) {
      long bits = random.nextLong();
      values.put(i, (int) (bits & Integer.MAX_VALUE) < threshold ? survivor : 0f);
      if (i + 1 < count) {
        values.put(i + 1, (int) (bits >>> 33) < threshold ? survivor : 0f);
      }
    }
  }

  @Override
  public INDArray backprop(
      INDArray outputGradient, INDArray inputGradient, int iteration, int epoch) {
    return outputGradient.mul(mask, inputGradient);
  }

  @Override
  public void clear() {
    mask = null;
  }

  @Override
  public SeededDropout clone() {
    return new SeededDropout(keep);
  }
}
