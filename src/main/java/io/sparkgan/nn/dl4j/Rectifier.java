package io.sparkgan.nn.dl4j;

import io.sparkgan.nn.Repeatable;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.BaseActivationFunction;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.scalar.Step;
import org.nd4j.linalg.factory.Nd4j;

/**
 * ReLU and leaky ReLU, max(x, slope x) for a slope in [0, 1]: every value is multiplied by its
 * slope, 1 if it is positive, and the backward pass multiplies by the same.
 *
 * <p>ND4J's own leaky ReLU branches on every value and takes about 15 times as long as these
 * vectorised operations.
 */
final class Rectifier extends BaseActivationFunction implements Repeatable {
  private static final long serialVersionUID = 1L;

  private final double slope;
  private transient INDArray slopes;
  private transient boolean held;

  public Rectifier(double slope) {
    this.slope = slope;
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
  public INDArray getActivation(INDArray in, boolean training) {
    if (!held) {
      slopes = Nd4j.exec(new Step(in, in.ulike(), 0));
      if (slope > 0) {
        slopes.muli(1 - slope).addi(slope);
      }
    }
    return in.muli(slopes);
  }

  @Override
  public Pair<INDArray, INDArray> backprop(INDArray in, INDArray epsilon) {
    assertShape(in, epsilon);
    return new Pair<>(epsilon.mul(slopes), null);
  }

  @Override
  public String toString() {
    return "rectifier(slope=" + slope + ")";
  }
}
