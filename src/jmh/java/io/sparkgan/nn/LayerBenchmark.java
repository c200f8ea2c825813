package io.sparkgan.nn;

import io.sparkgan.config.Compute;
import io.sparkgan.config.LayerSpec;
import io.sparkgan.config.NetworkSpec;
import io.sparkgan.config.OptimiserSpec;
import io.sparkgan.config.Padding;
import io.sparkgan.config.Schedule;
import io.sparkgan.config.Shape;
import io.sparkgan.config.WeightInit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.memory.conf.WorkspaceConfiguration;
import org.nd4j.linalg.api.memory.enums.LearningPolicy;
import org.nd4j.linalg.api.memory.enums.SpillPolicy;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The layers of tf-dcgan, each by itself on 64 images with what follows it value by value, in each
 * kind of computing. Forward passes pack the weights, as the first one after an update does. Run by
 * {@code mvn -B -ntp -q -Pjmh process-classes -Djmh=LayerBenchmark}.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class LayerBenchmark {
  private static final int BATCH = 64;
  private static final String NAME = "LAYERS";

  /** Memory for DL4J's own layers, used again by each pass. */
  private static final WorkspaceConfiguration ARENA =
      WorkspaceConfiguration.builder()
          .initialSize(0)
          .policyLearning(LearningPolicy.FIRST_LOOP)
          .policySpill(SpillPolicy.REALLOCATE)
          .build();

  private static final LayerWorkspaceMgr MEMORY =
      LayerWorkspaceMgr.builder().defaultWorkspace(NAME, ARENA).build();

  private static final LayerSpec LEAK = new LayerSpec.LeakyRelu(.3);
  private static final LayerSpec TANH =
      new LayerSpec.Activation(LayerSpec.Activation.Function.TANH);
  private static final LayerSpec NORM =
      new LayerSpec.BatchNorm(.99, 1e-3, true, LayerSpec.BatchNorm.Statistics.RUNNING);
  private static final LayerSpec DROPOUT = new LayerSpec.Dropout(.3);

  @Param private Tested layer;
  @Param private Computing computing;

  private Layer[] layers;
  private Map<Integer, InputPreProcessor> reshapes;
  private INDArray batch;
  private INDArray errors;

  /** Of the generator, then of the discriminator. */
  public enum Tested {
    G_DENSE,
    G_BATCH_NORM_1,
    G_TRANSPOSED_1,
    G_BATCH_NORM_2,
    G_TRANSPOSED_2,
    G_BATCH_NORM_3,
    G_TRANSPOSED_3,
    D_CONVOLUTION_1,
    D_CONVOLUTION_2,
    D_DENSE
  }

  /** Who computes, in which numbers. */
  public enum Computing {
    ONEDNN_F32,
    ONEDNN_BF16,
    DL4J
  }

  private record Case(Shape input, List<LayerSpec> specs) {
    Case(Shape input, LayerSpec... specs) {
      this(input, List.of(specs));
    }

    static Case of(Tested layer) {
      return switch (layer) {
        case G_DENSE -> new Case(Shape.units(100), new LayerSpec.Dense(12_544, false));
        case G_BATCH_NORM_1 -> new Case(Shape.units(12_544), NORM, LEAK);
        case G_TRANSPOSED_1 -> new Case(Shape.image(256, 7, 7), transposed(128, 1));
        case G_BATCH_NORM_2 -> new Case(Shape.image(128, 7, 7), NORM, LEAK);
        case G_TRANSPOSED_2 -> new Case(Shape.image(128, 7, 7), transposed(64, 2));
        case G_BATCH_NORM_3 -> new Case(Shape.image(64, 14, 14), NORM, LEAK);
        case G_TRANSPOSED_3 -> new Case(Shape.image(64, 14, 14), transposed(1, 2), TANH);
        case D_CONVOLUTION_1 -> new Case(Shape.image(1, 28, 28), convolution(64), LEAK, DROPOUT);
        case D_CONVOLUTION_2 -> new Case(Shape.image(64, 14, 14), convolution(128), LEAK, DROPOUT);
        case D_DENSE ->
            new Case(Shape.image(128, 7, 7), new LayerSpec.Flatten(), new LayerSpec.Dense(1, true));
      };
    }

    private static LayerSpec transposed(int filters, int stride) {
      return new LayerSpec.TransposedConvolution(filters, 5, stride, new Padding.Same(), false);
    }

    private static LayerSpec convolution(int filters) {
      return new LayerSpec.Convolution(filters, 5, 2, new Padding.Same(), true);
    }
  }

  private Compute compute() {
    return switch (computing) {
      case ONEDNN_F32 -> new Compute(Compute.Backend.ONEDNN, Compute.Precision.F32);
      case ONEDNN_BF16 -> new Compute(Compute.Backend.ONEDNN, Compute.Precision.BF16);
      case DL4J -> new Compute(Compute.Backend.DL4J, Compute.Precision.F32);
    };
  }

  @Setup
  public void build() {
    Case tested = Case.of(layer);
    List<LayerSpec> specs = new ArrayList<>(tested.specs());
    specs.add(NORM);
    MultiLayerNetwork network =
        new NetworkBuilder(Layers.of(compute())).build(spec(specs), tested.input());
    network.initGradientsView();
    reshapes = network.getLayerWiseConfigurations().getInputPreProcessors();
    // The last one only makes the one before it hand over its results as it does to another.
    layers = Arrays.copyOf(network.getLayers(), network.getnLayers() - 1);
    for (Layer each : layers) {
      seed(each);
    }
    Shape output = tested.input();
    for (LayerSpec spec : tested.specs()) {
      output = spec.output(output);
    }
    batch = random(tested.input());
    errors = random(output);
  }

  private static NetworkSpec spec(List<LayerSpec> specs) {
    return new NetworkSpec(
        specs,
        new WeightInit.GlorotUniform(),
        new WeightInit.Zero(),
        new OptimiserSpec.RmsProp(1e-4, .9, 1e-7, new Schedule.Constant()));
  }

  private static void seed(Layer layer) {
    if (layer instanceof Seeded seeded) {
      seeded.seed(1);
    } else if (layer.conf().getLayer() instanceof DropoutLayer dropout
        && dropout.getIDropout() instanceof Seeded seeded) {
      seeded.seed(1);
    }
  }

  /** As it lies between layers: oneDNN's have channels last. */
  private INDArray random(Shape shape) {
    boolean bf16 = computing == Computing.ONEDNN_BF16;
    DataType type = bf16 ? DataType.BFLOAT16 : DataType.FLOAT;
    if (shape.flat()) {
      return Nd4j.rand(DataType.FLOAT, BATCH, shape.size()).subi(.5).castTo(type);
    }
    INDArray images =
        Nd4j.rand(DataType.FLOAT, BATCH, shape.height(), shape.width(), shape.channels())
            .subi(.5)
            .castTo(type)
            .permute(0, 3, 1, 2);
    return computing == Computing.DL4J ? images.dup('c') : images;
  }

  @Benchmark
  public INDArray forward() {
    return during(this::activations);
  }

  /** Both passes, with the gradients by input and parameters. */
  @Benchmark
  public INDArray forwardAndBackward() {
    return during(
        () -> {
          activations();
          return inputGradient();
        });
  }

  private static INDArray during(Supplier<INDArray> work) {
    MemoryWorkspace arena = Nd4j.getWorkspaceManager().getAndActivateWorkspace(ARENA, NAME);
    try {
      return work.get();
    } finally {
      arena.close();
    }
  }

  private INDArray activations() {
    INDArray activations = batch;
    for (int i = 0; i < layers.length; i++) {
      if (reshapes.containsKey(i)) {
        activations = reshapes.get(i).preProcess(activations, BATCH, MEMORY);
      }
      layers[i].setInputMiniBatchSize(BATCH);
      layers[i].setInput(activations, MEMORY);
      activations = layers[i].activate(true, MEMORY);
    }
    return activations;
  }

  private INDArray inputGradient() {
    INDArray error = errors;
    for (int i = layers.length - 1; i >= 0; i--) {
      error = layers[i].backpropGradient(error, MEMORY).getSecond();
      if (reshapes.containsKey(i)) {
        error = reshapes.get(i).backprop(error, BATCH, MEMORY);
      }
    }
    return error;
  }
}
