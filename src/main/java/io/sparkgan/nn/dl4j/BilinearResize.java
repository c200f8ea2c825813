package io.sparkgan.nn.dl4j;

import io.sparkgan.nn.LayerWiring;
import io.sparkgan.nn.ParameterlessLayer;
import java.util.Collection;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.InputTypeUtil;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Bilinear interpolation of images to another size, with the coordinates of TensorFlow 1's {@code
 * resize_images}: row y of the output looks at y times the ratio of the heights, without half
 * pixels and without aligned corners, and the last row stands for those beyond it.
 */
final class BilinearResize extends ParameterlessLayer {
  private static final long serialVersionUID = 1L;

  private final int height;
  private final int width;

  /** Images of this size in pixels, from images of any size. */
  public BilinearResize(int height, int width) {
    this.height = height;
    this.width = width;
  }

  int height() {
    return height;
  }

  int width() {
    return width;
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
        .connect(new BilinearResizeLayer(conf, dataType));
  }

  @Override
  public InputType getOutputType(int index, InputType input) {
    long channels = ((InputType.InputTypeConvolutional) input).getChannels();
    return InputType.convolutional(height, width, channels);
  }

  @Override
  public InputPreProcessor getPreProcessorForInputType(InputType input) {
    return InputTypeUtil.getPreProcessorForInputTypeCnnLayers(input, getLayerName());
  }
}
