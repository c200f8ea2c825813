package io.sparkgan.nn.onednn;

import io.sparkgan.nn.LayerWiring;
import io.sparkgan.nn.tensor.Dims;
import io.sparkgan.nn.tensor.Formats;
import io.sparkgan.nn.tensor.Numbers;
import io.sparkgan.nn.tensor.Tensor;
import java.util.Collection;
import java.util.function.Supplier;
import org.bytedeco.dnnl.memory;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * DL4J's transposed convolution layer, computed by oneDNN. It can repeat the pixels of its input
 * first, as an upsampling layer before it would: both together are one transposed convolution, of
 * less arithmetic.
 */
final class OneDnnTransposedConvolution extends Deconvolution2D implements KeepsSpectra {
  private static final long serialVersionUID = 1L;

  private final Placement placement;
  private final int repeats;

  /**
   * A layer.
   *
   * @param repeats how often each pixel of the input stands along each side; 1 for as it is
   */
  OneDnnTransposedConvolution(Deconvolution2D.Builder builder, Placement placement, int repeats) {
    super(builder);
    this.placement = placement;
    this.repeats = repeats;
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
    Window window = window();
    Dims features = placement.in().times(count);
    Dims image = window.image(features, (int) getNOut());
    return FourierKernels.bytes(image, features, window, placement.inside());
  }

  private Window window() {
    Window own = Window.of(this);
    return repeats == 1 ? own : own.onRepeated(repeats);
  }

  private Blueprint blueprint() {
    Window own = Window.of(this);
    Window window = window();
    Dims in = placement.in();
    int filters = (int) getNOut();
    return new LinearBlueprint(
        placement,
        window.image(in, filters),
        (weights, gradient) ->
            (repeats == 1 ? plain(own, weights, gradient) : widened(own, window, weights, gradient))
                .byPixels(placement.inside()),
        (weights, count) ->
            Kernels.ofTransposed(weights, in.times(count), filters, window, placement.inside()));
  }

  private Weights plain(Window window, INDArray weights, Supplier<INDArray> gradient) {
    memory.desc format = format(window);
    return new Weights(Tensor.over(weights, format), () -> Tensor.over(gradient.get(), format));
  }

  private Weights widened(
      Window own, Window window, INDArray weights, Supplier<INDArray> gradient) {
    WidenedKernel widened = new WidenedKernel(own.kernel(), repeats, weights);
    memory.desc format = format(window);
    return new Weights(
        widened.values().as(format),
        widened.widen(),
        () -> new Weights.Target(widened.gradient().as(format), widened.narrow(gradient.get())));
  }

  /** Weights are [in, out, kernel, kernel]; oneDNN names out before in. */
  private memory.desc format(Window window) {
    long side = window.kernel();
    long in = placement.in().channels();
    return Formats.strided(
        new long[] {getNOut(), in, side, side},
        new long[] {side * side, side * side * getNOut(), side, 1},
        Numbers.F32);
  }
}
