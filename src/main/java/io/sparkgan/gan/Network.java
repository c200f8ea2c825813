package io.sparkgan.gan;

import io.sparkgan.config.NetworkSpec;
import io.sparkgan.config.Shape;
import io.sparkgan.gan.StepProfile.Phase;
import io.sparkgan.nn.BatchNorm;
import io.sparkgan.nn.Batches;
import io.sparkgan.nn.KeepsMemory;
import io.sparkgan.nn.Layers;
import io.sparkgan.nn.NetworkBuilder;
import io.sparkgan.nn.Repeatable;
import io.sparkgan.nn.Seeded;
import io.sparkgan.nn.SelectiveBackward;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.scalar.ScalarMax;
import org.nd4j.linalg.api.ops.impl.scalar.ScalarMin;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * A DL4J network driven layer by layer, with the error given from outside. A forward pass may be
 * followed by several backward passes; each overwrites the gradient. All arrays that it returns
 * live in the {@link StepMemory} that is open.
 */
final class Network {
  private final MultiLayerNetwork model;
  private final Shape input;
  private final Shape output;
  private final DataType dataType;
  private final List<Span> unlearned;
  private final List<SelectiveBackward> backward;
  private boolean changed = true;
  private NetworkObserver observer = NetworkObserver.NONE;

  /** Which gradients a backward pass is for. */
  enum Wanted {
    BOTH,
    BY_INPUT,
    BY_PARAMETERS
  }

  Network(NetworkSpec spec, Shape input, Layers layers) {
    this.model = new NetworkBuilder(layers).build(spec, input);
    this.input = input;
    this.output = spec.output(input);
    this.dataType = layers.dataType();
    // DL4J makes it on first use, and in a step's memory it would not outlive the step.
    model.initGradientsView();
    this.unlearned = Span.of(model);
    this.backward =
        Stream.of(model.getLayers())
            .map(it -> it instanceof SelectiveBackward some ? some : new WholeBackward(it))
            .toList();
  }

  MultiLayerNetwork model() {
    return model;
  }

  /** Has somebody told of all work from now on. */
  void observe(NetworkObserver by) {
    observer = by;
  }

  /** Activations of the last layer in training mode: batch statistics, dropout. */
  INDArray train(INDArray batch) {
    return forward(batch, true);
  }

  /** Activations of the last layer in inference mode: running statistics, no dropout. */
  INDArray infer(INDArray batch) {
    return forward(batch, false);
  }

  /** {@link #train} with the dropout, and the signs at rectifiers, of the last such pass. */
  INDArray trainAgain(INDArray batch) {
    repeatables().forEach(Repeatable::hold);
    try {
      return forward(batch, true);
    } finally {
      repeatables().forEach(Repeatable::release);
    }
  }

  private INDArray forward(INDArray batch, boolean training) {
    LayerWorkspaceMgr memory = StepMemory.layers();
    int size = (int) batch.size(0);
    INDArray activations = shaped(batch, size, input);
    observer.begin(Phase.FORWARD);
    for (int i = 0; i < model.getnLayers(); i++) {
      InputPreProcessor reshape = model.getLayerWiseConfigurations().getInputPreProcess(i);
      if (reshape != null) {
        activations = reshape.preProcess(activations, size, memory);
      }
      Layer layer = model.getLayer(i);
      layer.setInputMiniBatchSize(size);
      if (!changed && layer instanceof KeepsMemory keeps) {
        keeps.parametersStay();
      }
      layer.setInput(activations, memory);
      activations = layer.activate(training, memory);
      observer.done(i);
    }
    changed = false;
    return own(activations, size, output);
  }

  /**
   * Propagates the gradient of the loss with respect to the last forward pass's output.
   *
   * @param wanted what is asked for; the rest is not to be used afterwards
   * @return its gradient with respect to the input; the parameters' is in {@link #gradient()}
   */
  INDArray backward(INDArray outputGradient, Wanted wanted) {
    LayerWorkspaceMgr memory = StepMemory.layers();
    int size = (int) outputGradient.size(0);
    int last = model.getnLayers() - 1;
    INDArray error =
        outputGradient.reshape(
            'c',
            model.getLayer(last).input().rank() == 2 && !output.flat()
                ? new long[] {size, output.size()}
                : outputGradient.shape());
    observer.begin(Phase.BACKWARD);
    for (int i = last; i >= 0; i--) {
      SelectiveBackward layer = backward.get(i);
      layer.receive(error);
      if (wanted != Wanted.BY_INPUT) {
        layer.parameterGradients();
      }
      if (i == 0 && wanted == Wanted.BY_PARAMETERS) {
        observer.done(i);
        return Nd4j.empty(dataType());
      }
      error = layer.inputGradient();
      InputPreProcessor reshape = model.getLayerWiseConfigurations().getInputPreProcess(i);
      if (reshape != null) {
        error = reshape.backprop(error, size, memory);
      }
      observer.done(i);
    }
    return own(error, size, input);
  }

  /** A copy in the step's memory, for a layer may use its memory again in its next pass. */
  private INDArray own(INDArray array, int size, Shape shape) {
    return shaped(array.castTo(dataType()), size, shape).dup('c');
  }

  /** The gradient of the last backward pass in the order of the parameters; a live view. */
  INDArray gradient() {
    return model.getFlattenedGradients();
  }

  /**
   * Takes one step of an optimiser along {@link #gradient()}. Running statistics move as their
   * layer wants them to, whatever the optimiser.
   */
  void update(Optimiser optimiser) {
    changed = true;
    observer.begin(Phase.UPDATE);
    moveStatistics();
    // Where a gradient is 0, and always was, so is the step.
    optimiser.step(model.params(), gradient());
    observer.done(NetworkObserver.WHOLE_NETWORK);
  }

  /** Brings every learned parameter into [-limit, limit]. */
  void clip(double limit) {
    changed = true;
    INDArray parameters = model.params();
    List<INDArray> kept = unlearned(parameters).stream().map(INDArray::dup).toList();
    Nd4j.exec(new ScalarMin(parameters, limit));
    Nd4j.exec(new ScalarMax(parameters, -limit));
    List<INDArray> spans = unlearned(parameters);
    for (int i = 0; i < spans.size(); i++) {
      spans.get(i).assign(kept.get(i));
    }
  }

  /** Moves the running statistics alone, and takes their moves out of {@link #gradient()}. */
  void moveStatistics() {
    List<INDArray> moves = unlearned(gradient());
    List<INDArray> values = unlearned(model.params());
    for (int i = 0; i < moves.size(); i++) {
      values.get(i).subi(moves.get(i));
      moves.get(i).assign(0);
    }
  }

  /** The parts of a flat array that belong to what no optimiser moves. */
  private List<INDArray> unlearned(INDArray flat) {
    INDArray vector = flat.reshape(flat.length());
    return unlearned.stream()
        .map(span -> vector.get(NDArrayIndex.interval(span.from, span.to)))
        .toList();
  }

  /** Where parameters lie that no optimiser moves. */
  private record Span(long from, long to) {
    /** Batch norm has scale, shift, mean and variance, in this order. */
    static List<Span> of(MultiLayerNetwork model) {
      List<Span> spans = new ArrayList<>();
      long end = 0;
      for (Layer layer : model.getLayers()) {
        long begin = end;
        end += layer.numParams();
        if (layer.conf().getLayer() instanceof BatchNorm norm) {
          long channels = norm.getNOut();
          if (!norm.learnsScale()) {
            spans.add(new Span(begin, begin + channels));
          }
          spans.add(new Span(begin + 2 * channels, end));
        }
      }
      return List.copyOf(spans);
    }
  }

  /** Starts the random streams of dropout anew, one for each layer. */
  void seedDropout(long seed) {
    for (int i = 0; i < model.getnLayers(); i++) {
      if (part(model.getLayer(i)) instanceof Seeded random) {
        random.seed(seed + i);
      }
    }
  }

  private List<Repeatable> repeatables() {
    return Stream.of(model.getLayers())
        .map(Network::part)
        .filter(Repeatable.class::isInstance)
        .map(Repeatable.class::cast)
        .toList();
  }

  /** What a layer leaves its work to. */
  private static Object part(Layer layer) {
    if (layer instanceof SelectiveBackward) {
      return layer;
    }
    org.deeplearning4j.nn.conf.layers.Layer conf = layer.conf().getLayer();
    if (conf instanceof DropoutLayer dropout) {
      return dropout.getIDropout();
    }
    return conf instanceof ActivationLayer activation ? activation.getActivationFn() : conf;
  }

  long parameterCount() {
    return model.numParams();
  }

  /** Native memory of the parameters, their gradient and what layers keep. */
  long bytes() {
    long layers =
        Stream.of(model.getLayers())
            .filter(KeepsMemory.class::isInstance)
            .mapToLong(it -> ((KeepsMemory) it).bytes())
            .sum();
    return 2 * parameterCount() * dataType().width() + layers;
  }

  DataType dataType() {
    return dataType;
  }

  float[] parameters() {
    return model.params().toFloatVector();
  }

  void initialise(WeightInitialiser weights) {
    changed = true;
    weights.apply(model);
  }

  void restore(float[] parameters) {
    changed = true;
    assign(model.params(), parameters);
  }

  static void assign(INDArray target, float[] values) {
    if (target.length() != values.length) {
      throw new IllegalArgumentException(
          "Network has %d values, state has %d".formatted(target.length(), values.length));
    }
    try (INDArray source = Batches.of(values, values.length)) {
      target.assign(source.reshape(target.shape()));
    }
  }

  private static INDArray shaped(INDArray batch, int size, Shape shape) {
    return batch.reshape(
        'c',
        shape.flat()
            ? new long[] {size, shape.size()}
            : new long[] {size, shape.channels(), shape.height(), shape.width()});
  }
}
