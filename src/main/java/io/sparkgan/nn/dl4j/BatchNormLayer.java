package io.sparkgan.nn.dl4j;

import static org.deeplearning4j.nn.params.BatchNormalizationParamInitializer.GAMMA;

import io.sparkgan.nn.BatchNorm;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.normalization.BatchNormalization;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.broadcast.BroadcastMulOp;
import org.nd4j.linalg.factory.Nd4j;

/** Forward and backward pass of {@link BatchNorm}; vectors, or images in NCHW. */
final class BatchNormLayer extends BatchNormalization {
  private static final long serialVersionUID = 1L;
  private static final int CHANNELS = 1;

  BatchNormLayer(NeuralNetConfiguration conf, DataType dataType) {
    super(conf, dataType);
  }

  @Override
  public INDArray activate(boolean training, LayerWorkspaceMgr workspace) {
    free(xHat);
    free(xMu);
    return super.activate(training || spec().infersWithBatch(), workspace);
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspace) {
    INDArray normalised = xHat;
    INDArray centred = xMu;
    if (xMu == null) {
      // DL4J's backward pass works in this array, so one after the first needs it again.
      xMu = Nd4j.exec(new BroadcastMulOp(normalised, std, normalised.ulike(), CHANNELS));
    }
    Pair<Gradient, INDArray> result = super.backpropGradient(epsilon, workspace);
    // DL4J forgets both.
    xHat = normalised;
    free(centred);
    if (!spec().learnsScale()) {
      gradientViews.get(GAMMA).assign(0);
    }
    return result;
  }

  /** DL4J takes its arrays out of the step's memory, and leaves them to the garbage collector. */
  private static void free(INDArray array) {
    if (array != null && !array.isAttached() && array.closeable()) {
      array.close();
    }
  }

  private BatchNorm spec() {
    return (BatchNorm) layerConf();
  }
}
