package io.sparkgan.nn.onednn;

import io.sparkgan.nn.LayerWiring;
import io.sparkgan.nn.ParameterlessLayer;
import io.sparkgan.nn.Resampling;
import io.sparkgan.nn.tensor.Dims;
import java.io.Serializable;
import java.util.Collection;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A layer without parameters, computed by oneDNN. */
final class OneDnnParameterless extends ParameterlessLayer {
  private static final long serialVersionUID = 1L;

  private final Placement placement;
  private final Kind kind;

  /** What it does. */
  sealed interface Kind extends Serializable {
    /** One example of its results. */
    Dims out(Dims in);

    Operation operation(Placement placement, int count, DropoutMask dropout);
  }

  /** Only what finishes a layer. */
  record Elementwise() implements Kind {
    @Override
    public Dims out(Dims in) {
      return in;
    }

    @Override
    public Operation operation(Placement placement, int count, DropoutMask dropout) {
      return new ElementwiseOperation(placement, count, dropout);
    }
  }

  /** Means of squares. */
  record Pool(int side) implements Kind {
    @Override
    public Dims out(Dims in) {
      return new Dims(in.count(), in.channels(), in.height() / side, in.width() / side);
    }

    @Override
    public Operation operation(Placement placement, int count, DropoutMask dropout) {
      Dims in = placement.in().times(count);
      return new FixedOperation(in, out(in), placement.inside(), new Pooling(side));
    }
  }

  /** Images of another size. */
  record Resize(int height, int width, Resampling.Method method) implements Kind {
    @Override
    public Dims out(Dims in) {
      return new Dims(in.count(), in.channels(), height, width);
    }

    @Override
    public Operation operation(Placement placement, int count, DropoutMask dropout) {
      Dims in = placement.in().times(count);
      Resizing resizing = new Resizing(in, out(in), method, placement.inside());
      return new FixedOperation(in, out(in), placement.inside(), resizing);
    }
  }

  OneDnnParameterless(Kind kind, Placement placement) {
    this.kind = kind;
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
    Blueprint blueprint =
        (count, dropout, parameters, gradients) -> kind.operation(placement, count, dropout);
    return new LayerWiring(conf, listeners, index, params, initialise)
        .connect(new OneDnnLayer(conf, dataType, placement, blueprint));
  }

  @Override
  public InputType getOutputType(int index, InputType input) {
    Dims out = kind.out(placement.in());
    return out.flat()
        ? InputType.feedForward(out.each())
        : InputType.convolutional(out.height(), out.width(), out.channels());
  }

  @Override
  public InputPreProcessor getPreProcessorForInputType(InputType input) {
    // Vectors and images are both taken as they come.
    return null;
  }
}
