package io.sparkgan.nn.onednn;

import org.deeplearning4j.nn.api.MaskState;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Does nothing: layers computed by oneDNN take vectors and images as they come. */
final class AsItLies implements InputPreProcessor {
  private static final long serialVersionUID = 1L;

  @Override
  public INDArray preProcess(INDArray input, int size, LayerWorkspaceMgr workspace) {
    return input;
  }

  @Override
  public INDArray backprop(INDArray gradient, int size, LayerWorkspaceMgr workspace) {
    return gradient;
  }

  @Override
  public InputPreProcessor clone() {
    return new AsItLies();
  }

  @Override
  public InputType getOutputType(InputType input) {
    return input;
  }

  @Override
  public Pair<INDArray, MaskState> feedForwardMaskArray(INDArray mask, MaskState state, int size) {
    return new Pair<>(mask, state);
  }
}
