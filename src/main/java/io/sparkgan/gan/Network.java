package io.sparkgan.gan;

import io.sparkgan.config.NetworkSpec;
import io.sparkgan.config.Shape;
import io.sparkgan.nn.SeededDropout;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.params.BatchNormalizationParamInitializer;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.scalar.ScalarMax;
import org.nd4j.linalg.api.ops.impl.scalar.ScalarMin;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * A DL4J network driven layer by layer, with the error given from outside. A forward pass may be
 * followed by several backward passes; each overwrites the gradient. All arrays live in the {@link
 * StepMemory} that is open.
 */
final class Network {
  private final MultiLayerNetwork model;
  private final Shape input;
  private final Shape output;
  private final List<Span> statistics;

  Network(NetworkSpec spec, Shape input, DataType dataType) {
    this.model = new NetworkBuilder(spec, input, dataType).build();
    this.input = input;
    this.output = spec.output(input);
    // DL4J makes it on first use, and in a step's memory it would not outlive the step.
    model.initGradientsView();
    this.statistics = Span.of(model);
  }

  MultiLayerNetwork model() {
    return model;
  }

  /** Activations of the last layer in training mode: batch statistics, dropout. */
  INDArray train(INDArray batch) {
    return forward(batch, true);
  }

  /** Activations of the last layer in inference mode: running statistics, no dropout. */
  INDArray infer(INDArray batch) {
    return forward(batch, false);
  }

  /** {@link #train} with the dropout of the last pass in training mode. */
  INDArray trainAgain(INDArray batch) {
    dropouts().forEach(SeededDropout::hold);
    try {
      return forward(batch, true);
    } finally {
      dropouts().forEach(SeededDropout::release);
    }
  }

  private INDArray forward(INDArray batch, boolean training) {
    LayerWorkspaceMgr memory = StepMemory.layers();
    int size = (int) batch.size(0);
    INDArray activations = shaped(batch, size, input);
    for (int i = 0; i < model.getnLayers(); i++) {
      InputPreProcessor reshape = model.getLayerWiseConfigurations().getInputPreProcess(i);
      if (reshape != null) {
        activations = reshape.preProcess(activations, size, memory);
      }
      Layer layer = model.getLayer(i);
      layer.setInputMiniBatchSize(size);
      layer.setInput(activations, memory);
      activations = layer.activate(training, memory);
    }
    return shaped(activations, size, output);
  }

  /**
   * Propagates the gradient of the loss with respect to the last forward pass's output.
   *
   * @return its gradient with respect to the input; the parameters' is in {@link #gradient()}
   */
  INDArray backward(INDArray outputGradient) {
    LayerWorkspaceMgr memory = StepMemory.layers();
    int size = (int) outputGradient.size(0);
    int last = model.getnLayers() - 1;
    INDArray error =
        outputGradient.reshape(
            'c',
            model.getLayer(last).input().rank() == 2 && !output.flat()
                ? new long[] {size, output.size()}
                : outputGradient.shape());
    for (int i = last; i >= 0; i--) {
      Pair<Gradient, INDArray> result = model.getLayer(i).backpropGradient(error, memory);
      error = result.getSecond();
      InputPreProcessor reshape = model.getLayerWiseConfigurations().getInputPreProcess(i);
      if (reshape != null) {
        error = reshape.backprop(error, size, memory);
      }
    }
    return shaped(error, size, input);
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
    INDArray gradient = gradient();
    List<INDArray> moves = statistics(gradient).stream().map(INDArray::dup).toList();
    statistics(gradient).forEach(span -> span.assign(0));
    optimiser.step(gradient);
    putStatistics(gradient, moves);
    model.params().subi(gradient.reshape(model.params().shape()));
  }

  /** Brings every parameter into [-limit, limit]; running statistics stay. */
  void clip(double limit) {
    INDArray parameters = model.params();
    List<INDArray> kept = statistics(parameters).stream().map(INDArray::dup).toList();
    Nd4j.exec(new ScalarMin(parameters, limit));
    Nd4j.exec(new ScalarMax(parameters, -limit));
    putStatistics(parameters, kept);
  }

  /** The parts of a flat array that belong to running statistics. */
  private List<INDArray> statistics(INDArray flat) {
    INDArray vector = flat.reshape(flat.length());
    return statistics.stream()
        .map(span -> vector.get(NDArrayIndex.interval(span.from, span.to)))
        .toList();
  }

  private void putStatistics(INDArray flat, List<INDArray> values) {
    List<INDArray> spans = statistics(flat);
    for (int i = 0; i < spans.size(); i++) {
      spans.get(i).assign(values.get(i));
    }
  }

  /** Where running statistics lie in the flat parameters: mean and variance are a layer's last. */
  private record Span(long from, long to) {
    static List<Span> of(MultiLayerNetwork model) {
      List<Span> spans = new ArrayList<>();
      long end = 0;
      for (Layer layer : model.getLayers()) {
        end += layer.numParams();
        INDArray mean = layer.paramTable().get(BatchNormalizationParamInitializer.GLOBAL_MEAN);
        if (mean != null) {
          spans.add(new Span(end - 2 * mean.length(), end));
        }
      }
      return List.copyOf(spans);
    }
  }

  /** Starts the random streams of dropout anew, one for each layer. */
  void seedDropout(long seed) {
    for (int i = 0; i < model.getnLayers(); i++) {
      long own = seed + i;
      dropout(model.getLayer(i)).ifPresent(dropout -> dropout.seed(own));
    }
  }

  private List<SeededDropout> dropouts() {
    return Stream.of(model.getLayers()).flatMap(layer -> dropout(layer).stream()).toList();
  }

  private static Optional<SeededDropout> dropout(Layer layer) {
    return layer.conf().getLayer() instanceof DropoutLayer of
            && of.getIDropout() instanceof SeededDropout dropout
        ? Optional.of(dropout)
        : Optional.empty();
  }

  long parameterCount() {
    return model.numParams();
  }

  DataType dataType() {
    return model.params().dataType();
  }

  float[] parameters() {
    return model.params().toFloatVector();
  }

  void restore(float[] parameters) {
    assign(model.params(), parameters);
  }

  static void assign(INDArray target, float[] values) {
    if (target.length() != values.length) {
      throw new IllegalArgumentException(
          "Network has %d values, state has %d".formatted(target.length(), values.length));
    }
    try (INDArray source = Nd4j.createFromArray(values)) {
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
