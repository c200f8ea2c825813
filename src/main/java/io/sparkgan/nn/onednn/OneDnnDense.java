package io.sparkgan.nn.onednn;

import io.sparkgan.nn.LayerWiring;
import io.sparkgan.nn.tensor.Dims;
import io.sparkgan.nn.tensor.Formats;
import io.sparkgan.nn.tensor.Numbers;
import io.sparkgan.nn.tensor.Tensor;
import java.util.Collection;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * DL4J's dense layer, computed by oneDNN. Its input may also be images, whose values it takes
 * channel after channel, as DL4J flattens them.
 */
final class OneDnnDense extends DenseLayer {
  private static final long serialVersionUID = 1L;

  private final Placement placement;

  OneDnnDense(int units, boolean bias, Placement placement) {
    setNIn(placement.in().each());
    setNOut(units);
    setHasBias(bias);
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

  private Blueprint blueprint() {
    int units = (int) getNOut();
    Dims in = placement.in();
    long[] dims =
        in.flat()
            ? new long[] {units, in.channels()}
            : new long[] {units, in.channels(), in.height(), in.width()};
    return new LinearBlueprint(
        placement,
        Dims.rows(1, units),
        (weights, gradient) ->
            new Weights(tensor(weights, dims), () -> tensor(gradient.get(), dims)),
        (weights, count) -> new DenseKernels(weights, dims, placement.inside()));
  }

  /** Weights are [in, out] in Fortran's order: in memory, unit after unit. */
  private static Tensor tensor(INDArray view, long[] dims) {
    long[] strides = new long[dims.length];
    long stride = 1;
    for (int i = dims.length - 1; i >= 0; i--) {
      strides[i] = stride;
      stride *= dims[i];
    }
    return Tensor.over(view, Formats.strided(dims, strides, Numbers.F32));
  }
}
