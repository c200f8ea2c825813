package io.sparkgan.nn;

import java.util.Collection;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * DL4J's convolution layer, computed by ND4J's {@code conv2d} operations.
 *
 * <p>DL4J 1.0.0-M2.1 computes a convolution through a strided {@code im2col} that takes ten times
 * as long as the product after it, and does so again in the backward pass. The native operations
 * need neither.
 */
public final class Conv2D extends ConvolutionLayer {
  private static final long serialVersionUID = 1L;

  public Conv2D(ConvolutionLayer.Builder builder) {
    super(builder);
  }

  @Override
  public Layer instantiate(
      NeuralNetConfiguration conf,
      Collection<TrainingListener> listeners,
      int index,
      INDArray params,
      boolean initialise,
      DataType dataType) {
    return new LayerWiring(conf, listeners, index, params, initialise)
        .connect(new Conv2DLayer(conf, dataType));
  }
}
