package io.sparkgan.nn;

import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.convolution.ConvolutionLayer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Forward and backward pass of {@link Conv2D}; images are NCHW, weights OIHW, activation identity.
 */
final class Conv2DLayer extends ConvolutionLayer {
  private static final long serialVersionUID = 1L;

  Conv2DLayer(NeuralNetConfiguration conf, DataType dataType) {
    super(conf, dataType);
  }

  @Override
  public INDArray activate(boolean training, LayerWorkspaceMgr workspace) {
    assertInputSet(false);
    ConvolutionGeometry geometry = ConvolutionGeometry.of(layerConf());
    long[] shape = {
      input.size(0),
      layerConf().getNOut(),
      geometry.convolved(input.size(2)),
      geometry.convolved(input.size(3))
    };
    INDArray output = workspace.createUninitialized(ArrayType.ACTIVATIONS, dataType, shape, 'c');
    operation().forward(input, output);
    return output;
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspace) {
    assertInputSet(true);
    INDArray inputGradient =
        workspace.createUninitialized(ArrayType.ACTIVATION_GRAD, dataType, input.shape(), 'c');
    Gradient gradient = operation().backward(input, epsilon, inputGradient, gradientViews);
    return new Pair<>(gradient, inputGradient);
  }

  private ConvolutionOp operation() {
    return new ConvolutionOp(
        "conv2d", paramTable(), ConvolutionGeometry.of(layerConf()).convolution());
  }
}
