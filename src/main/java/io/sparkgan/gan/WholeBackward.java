package io.sparkgan.gan;

import io.sparkgan.nn.SelectiveBackward;
import org.deeplearning4j.nn.api.Layer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A layer of DL4J's own, which computes all gradients at once. */
final class WholeBackward implements SelectiveBackward {
  private final Layer layer;
  private INDArray inputGradient = Nd4j.empty();

  WholeBackward(Layer layer) {
    this.layer = layer;
  }

  @Override
  public void receive(INDArray outputGradient) {
    inputGradient = layer.backpropGradient(outputGradient, StepMemory.layers()).getSecond();
  }

  @Override
  public INDArray inputGradient() {
    return inputGradient;
  }

  @Override
  public void parameterGradients() {
    // They are in DL4J's view already.
  }
}
