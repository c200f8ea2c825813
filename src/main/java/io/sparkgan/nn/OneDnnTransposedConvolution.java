package io.sparkgan.nn;

import io.sparkgan.nn.onednn.Dims;
import io.sparkgan.nn.onednn.Formats;
import io.sparkgan.nn.onednn.Numbers;
import io.sparkgan.nn.onednn.Tensor;
import java.util.Collection;
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
final class OneDnnTransposedConvolution extends Deconvolution2D {
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
        .connect(new OneDnnLayer(conf, dataType, blueprint()));
  }

  private Blueprint blueprint() {
    Window own = Window.of(this);
    Window window = repeats == 1 ? own : own.onRepeated(repeats);
    Dims in = placement.in();
    int filters = (int) getNOut();
    Dims out = new Dims(1, filters, window.pixels(in.height()), window.pixels(in.width()));
    return new LinearBlueprint(placement, out) {
      @Override
      Weights weights(INDArray weights, INDArray gradient) {
        Weights made =
            repeats == 1
                ? new Weights(tensor(weights, own.kernel()), tensor(gradient, own.kernel()))
                : widened(weights, gradient);
        return made.byPixels(placement.inside());
      }

      private Weights widened(INDArray weights, INDArray gradient) {
        WidenedKernel widened = new WidenedKernel(own.kernel(), repeats, weights, gradient);
        return new Weights(
            widened.values().as(format(window.kernel())),
            widened.gradient().as(format(window.kernel())),
            widened.widen(),
            widened.narrow());
      }

      @Override
      Kernels kernels(Weights weights, int count) {
        return new TransposedKernels(
            weights, out.times(count), in.channels(), window, placement.inside());
      }

      private Tensor tensor(INDArray view, int kernel) {
        return Tensor.over(view, format(kernel));
      }

      /** Weights are [in, out, kernel, kernel]; oneDNN names out before in. */
      private memory.desc format(int kernel) {
        long area = (long) kernel * kernel;
        return Formats.strided(
            new long[] {filters, in.channels(), kernel, kernel},
            new long[] {area, area * filters, kernel, 1},
            Numbers.F32);
      }
    };
  }
}
