package io.sparkgan.nn.onednn;

import io.sparkgan.nn.LayerWiring;
import io.sparkgan.nn.tensor.Dims;
import io.sparkgan.nn.tensor.Formats;
import io.sparkgan.nn.tensor.Numbers;
import io.sparkgan.nn.tensor.Tensor;
import java.util.Collection;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** DL4J's convolution layer, computed by oneDNN. */
final class OneDnnConvolution extends ConvolutionLayer implements KeepsSpectra {
  private static final long serialVersionUID = 1L;

  private final Placement placement;

  OneDnnConvolution(ConvolutionLayer.Builder builder, Placement placement) {
    super(builder);
    this.placement = placement;
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
        .connect(new OneDnnLayer(conf, dataType, placement, blueprint()));
  }

  @Override
  public long spectra(int count) {
    Window window = Window.of(this);
    Dims image = placement.in().times(count);
    Dims features = window.features(image, (int) getNOut());
    return FourierKernels.bytes(image, features, window, placement.inside());
  }

  private Blueprint blueprint() {
    Window window = Window.of(this);
    Dims in = placement.in();
    int filters = (int) getNOut();
    return new LinearBlueprint(
        placement,
        window.features(in, filters),
        (weights, gradient) ->
            new Weights(tensor(weights), () -> tensor(gradient.get())).byPixels(placement.inside()),
        (weights, count) ->
            Kernels.ofConvolution(weights, in.times(count), filters, window, placement.inside()));
  }

  /** Weights are [out, in, kernel, kernel]. */
  private static Tensor tensor(INDArray view) {
    return Tensor.over(view, Formats.strided(view.shape(), view.stride(), Numbers.F32));
  }
}
