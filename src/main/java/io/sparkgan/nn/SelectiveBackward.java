package io.sparkgan.nn;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A layer whose backward pass can be had in parts, so that no gradient is computed that nobody
 * needs.
 */
public interface SelectiveBackward {
  /**
   * Begins a backward pass after the last forward pass, of which there may be several. Until its
   * parts are had there must be no other forward pass.
   *
   * @param outputGradient of the loss by the layer's outputs
   */
  void receive(INDArray outputGradient);

  /** The gradient by the inputs; the array is the layer's own, and changes with its next pass. */
  INDArray inputGradient();

  /** Writes the gradients by the parameters into DL4J's views. */
  void parameterGradients();
}
