package io.sparkgan.nn;

import static org.nd4j.linalg.indexing.NDArrayIndex.all;
import static org.nd4j.linalg.indexing.NDArrayIndex.interval;

import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.convolution.Deconvolution2DLayer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.INDArrayIndex;

/**
 * Forward and backward pass of {@link Deconv2D}; images are NCHW, weights IOHW, activation
 * identity.
 */
final class Deconv2DLayer extends Deconvolution2DLayer {
  private static final long serialVersionUID = 1L;

  Deconv2DLayer(NeuralNetConfiguration conf, DataType dataType) {
    super(conf, dataType);
  }

  @Override
  public INDArray activate(boolean training, LayerWorkspaceMgr workspace) {
    assertInputSet(false);
    INDArray whole =
        workspace.createUninitialized(ArrayType.ACTIVATIONS, dataType, wholeShape(), 'c');
    operation().forward(input, whole);
    return isCropped() ? workspace.dup(ArrayType.ACTIVATIONS, whole.get(cropped()), 'c') : whole;
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspace) {
    assertInputSet(true);
    INDArray inputGradient =
        workspace.createUninitialized(ArrayType.ACTIVATION_GRAD, dataType, input.shape(), 'c');
    INDArray whole = uncropped(epsilon, workspace);
    Gradient gradient = operation().backward(input, whole, inputGradient, gradientViews);
    return new Pair<>(gradient, inputGradient);
  }

  /** What was cut off has no influence on the loss: its gradient is zero. */
  private INDArray uncropped(INDArray epsilon, LayerWorkspaceMgr workspace) {
    if (!isCropped()) {
      return epsilon;
    }
    INDArray whole = workspace.create(ArrayType.ACTIVATION_GRAD, dataType, wholeShape(), 'c');
    whole.put(cropped(), epsilon);
    return whole;
  }

  private boolean isCropped() {
    ConvolutionGeometry geometry = geometry();
    return geometry.same() && (geometry.kernel() - geometry.stride()) % 2 != 0;
  }

  private INDArrayIndex[] cropped() {
    ConvolutionGeometry geometry = geometry();
    return new INDArrayIndex[] {
      all(),
      all(),
      interval(0, geometry.transposed(input.size(2))),
      interval(0, geometry.transposed(input.size(3)))
    };
  }

  /** The output before cropping: an odd number of zeros cannot be shared between both sides. */
  private long[] wholeShape() {
    ConvolutionGeometry geometry = geometry();
    int odd = isCropped() ? 1 : 0;
    return new long[] {
      input.size(0),
      layerConf().getNOut(),
      geometry.transposed(input.size(2)) + odd,
      geometry.transposed(input.size(3)) + odd
    };
  }

  private ConvolutionGeometry geometry() {
    return ConvolutionGeometry.of(layerConf());
  }

  private ConvolutionOp operation() {
    return new ConvolutionOp("deconv2d", paramTable(), geometry().transposedConvolution());
  }
}
