package io.sparkgan.nn.dl4j;

import io.sparkgan.nn.Resampling;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.AbstractLayer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Forward and backward pass of {@link BilinearResize}; images are NCHW. Interpolation is linear, R
 * X C' for each channel X, with the shares that old rows have in new ones in R, and columns in C;
 * so the gradient by X is R' E C.
 */
final class BilinearResizeLayer extends AbstractLayer<BilinearResize> {
  private static final long serialVersionUID = 1L;

  BilinearResizeLayer(NeuralNetConfiguration conf, DataType dataType) {
    super(conf, dataType);
  }

  @Override
  public INDArray activate(boolean training, LayerWorkspaceMgr workspace) {
    assertInputSet(false);
    long[] shape = {input.size(0), input.size(1), layerConf().height(), layerConf().width()};
    INDArray output = workspace.createUninitialized(ArrayType.ACTIVATIONS, dataType, shape, 'c');
    multiply(rows(), input, columns(), output);
    return output;
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspace) {
    assertInputSet(true);
    INDArray inputGradient =
        workspace.createUninitialized(ArrayType.ACTIVATION_GRAD, dataType, input.shape(), 'c');
    multiply(rows().transpose(), epsilon, columns().transpose(), inputGradient);
    return new Pair<>(new DefaultGradient(), inputGradient);
  }

  private INDArray rows() {
    return shares(Math.toIntExact(input.size(2)), layerConf().height());
  }

  private INDArray columns() {
    return shares(Math.toIntExact(input.size(3)), layerConf().width());
  }

  private INDArray shares(int from, int to) {
    double[][] shares = new Resampling(from, to, Resampling.Method.BILINEAR).shares();
    return Nd4j.createFromArray(shares).castTo(dataType);
  }

  /** Writes {@code rows} X {@code columns}' for every channel X of every image. */
  private static void multiply(INDArray rows, INDArray images, INDArray columns, INDArray result) {
    long channels = images.size(0) * images.size(1);
    INDArray lines = images.reshape('c', channels * images.size(2), images.size(3));
    INDArray stretched = product(lines, columns);
    INDArray turned = turn(stretched.reshape('c', channels, images.size(2), columns.size(0)));
    INDArray resized = product(turned.reshape('c', -1, images.size(2)), rows);
    result
        .reshape('c', channels, rows.size(0), columns.size(0))
        .assign(turn(resized.reshape('c', channels, columns.size(0), rows.size(0))));
  }

  /** Of each line and {@code shares}'; ND4J makes products in Fortran's order. */
  private static INDArray product(INDArray lines, INDArray shares) {
    return shares.mmul(lines.transpose()).transpose();
  }

  private static INDArray turn(INDArray channels) {
    return channels.permute(0, 2, 1).dup('c');
  }

  @Override
  public boolean isPretrainLayer() {
    return false;
  }

  @Override
  public void clearNoiseWeightParams() {
    // There are none.
  }
}
