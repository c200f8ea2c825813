package io.sparkgan.nn;

import io.sparkgan.nn.onednn.Dims;
import java.util.Collection;
import java.util.Map;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.NoParamLayer;
import org.deeplearning4j.nn.conf.memory.LayerMemoryReport;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A layer without parameters, computed by oneDNN. */
final class OneDnnFixed extends NoParamLayer {
  private static final long serialVersionUID = 1L;

  private final Placement placement;
  private final Kind kind;

  /** What it does. */
  sealed interface Kind extends java.io.Serializable {
    /** One example of its results. */
    Dims out(Dims in);

    Operation operation(Placement placement, int count, DropoutMask dropout);
  }

  /** Only what finishes a layer. */
  record Finisher() implements Kind {
    @Override
    public Dims out(Dims in) {
      return in;
    }

    @Override
    public Operation operation(Placement placement, int count, DropoutMask dropout) {
      return new FinishOperation(placement, count, dropout);
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
      return new PoolOperation(placement.in().times(count), side, placement.inside());
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
      return new ResizeOperation(
          in,
          new Resampling(in.height(), height, method),
          new Resampling(in.width(), width, method),
          placement.inside());
    }
  }

  OneDnnFixed(Kind kind, Placement placement) {
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
    DropoutMask dropout = new DropoutMask(placement.finish().keep());
    Blueprint blueprint =
        new Blueprint() {
          @Override
          public Operation operation(
              int count, Map<String, INDArray> parameters, Map<String, INDArray> gradients) {
            return kind.operation(placement, count, dropout);
          }

          @Override
          public void seed(long seed) {
            dropout.seed(seed);
          }
        };
    return new LayerWiring(conf, listeners, index, params, initialise)
        .connect(new OneDnnLayer(conf, dataType, blueprint));
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

  @Override
  public LayerMemoryReport getMemoryReport(InputType input) {
    InputType output = getOutputType(-1, input);
    return new LayerMemoryReport.Builder(getLayerName(), getClass(), input, output)
        .standardMemory(0, 0)
        .workingMemory(0, 0, 0, output.arrayElementsPerExample())
        .cacheMemory(0, 0)
        .build();
  }
}
