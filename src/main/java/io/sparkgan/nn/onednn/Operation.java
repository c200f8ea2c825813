package io.sparkgan.nn.onednn;

import io.sparkgan.nn.tensor.Tensor;
import java.util.stream.Stream;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What a layer computes, with all its memory, for one size of batch. The arrays it returns are its
 * own, and change with its next pass.
 */
interface Operation {
  /** How a forward pass is meant. */
  enum Mode {
    /** Running statistics, no dropout. */
    INFERENCE,
    /** Batch statistics, dropout. */
    TRAINING,
    /** As the last in training: the same dropout, and the same slope at each rectifier. */
    HELD
  }

  /** Outputs of a batch. The input must stay as it is until the backward passes are done. */
  INDArray forward(INDArray input, Mode mode);

  /**
   * Begins a backward pass after the last forward pass, of which there may be several. Until its
   * parts are had there must be no other forward pass.
   *
   * @param outputGradient of the loss by the outputs
   */
  void receive(INDArray outputGradient);

  /** The gradient by the inputs. */
  INDArray inputGradient();

  /** What it holds; a tensor may come more than once. */
  Stream<Tensor> tensors();

  /** Writes the gradients by the parameters into DL4J's views, where there are any. */
  default void parameterGradients() {}
}
