package io.sparkgan.nn;

import io.sparkgan.TinyRecipes;
import io.sparkgan.config.Compute;
import io.sparkgan.config.LayerSpec;
import io.sparkgan.config.NetworkSpec;
import io.sparkgan.config.Shape;
import io.sparkgan.config.WeightInit;
import java.util.List;
import java.util.SplittableRandom;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A few layers, run one after the other as DL4J runs them. */
public final class TestNetwork {
  public static final Compute F32 = new Compute(Compute.Backend.ONEDNN, Compute.Precision.F32);
  public static final Compute BF16 = new Compute(Compute.Backend.ONEDNN, Compute.Precision.BF16);
  private static final LayerWorkspaceMgr MEMORY = LayerWorkspaceMgr.noWorkspaces();

  private final MultiLayerNetwork model;

  private TestNetwork(Layers layers, Shape input, List<LayerSpec> specs) {
    model = new NetworkBuilder(layers).build(spec(specs), input);
  }

  /** DL4J's own layers in double precision: the judge. */
  public static TestNetwork dl4j(Shape input, List<LayerSpec> specs) {
    return new TestNetwork(Layers.dl4j(DataType.DOUBLE), input, specs);
  }

  public static TestNetwork of(Compute compute, Shape input, LayerSpec... specs) {
    return of(compute, input, List.of(specs));
  }

  public static TestNetwork of(Compute compute, Shape input, List<LayerSpec> specs) {
    return new TestNetwork(Layers.of(compute), input, specs);
  }

  /** A network's description; weights are set by who uses it. */
  public static NetworkSpec spec(List<LayerSpec> specs) {
    return new NetworkSpec(
        specs,
        new WeightInit.Normal(1),
        new WeightInit.Zero(),
        TinyRecipes.adam(1e-3, .9, .999, 1e-8));
  }

  public MultiLayerNetwork model() {
    return model;
  }

  public Layer layer(int index) {
    return model.getLayer(index);
  }

  public void seed(long seed) {
    for (Layer layer : model.getLayers()) {
      if (layer instanceof Seeded seeded) {
        seeded.seed(seed);
      }
    }
  }

  public long parameterCount() {
    return model.numParams();
  }

  public TestNetwork parameters(double... values) {
    if (values.length > 0) {
      INDArray parameters = model.params();
      parameters.assign(Nd4j.createFromArray(values).reshape(parameters.shape()));
    }
    return this;
  }

  /** In training. */
  public INDArray train(INDArray batch) {
    return forward(batch, true);
  }

  public INDArray infer(INDArray batch) {
    return forward(batch, false);
  }

  private INDArray forward(INDArray batch, boolean training) {
    int size = (int) batch.size(0);
    INDArray activations = batch;
    for (int i = 0; i < model.getnLayers(); i++) {
      InputPreProcessor reshape = model.getLayerWiseConfigurations().getInputPreProcess(i);
      if (reshape != null) {
        activations = reshape.preProcess(activations, size, MEMORY);
      }
      layer(i).setInputMiniBatchSize(size);
      layer(i).setInput(activations, MEMORY);
      activations = layer(i).activate(training, MEMORY);
    }
    return copy(activations);
  }

  /** The gradient by the input; that by the parameters is in {@link #gradient()} then. */
  public INDArray backward(INDArray byOutput) {
    if (model.numParams() > 0 && model.getFlattenedGradients() == null) {
      model.initGradientsView();
    }
    INDArray error = byOutput;
    for (int i = model.getnLayers() - 1; i >= 0; i--) {
      error = layer(i).backpropGradient(error, MEMORY).getSecond();
      InputPreProcessor reshape = model.getLayerWiseConfigurations().getInputPreProcess(i);
      if (reshape != null) {
        error = reshape.backprop(error, (int) byOutput.size(0), MEMORY);
      }
    }
    return copy(error);
  }

  public INDArray gradient() {
    return model.getFlattenedGradients().castTo(DataType.DOUBLE);
  }

  /** Layers may use their memory again, and may return bf16. */
  private static INDArray copy(INDArray array) {
    return array.castTo(DataType.DOUBLE).dup('c');
  }

  /** Uniform values in [-1, 1), the same for the same seed and shape. */
  public static INDArray draw(long seed, long... shape) {
    INDArray array = Nd4j.create(DataType.DOUBLE, shape, 'c');
    double[] values = new SplittableRandom(seed).doubles(array.length(), -1, 1).toArray();
    return Nd4j.createFromArray(values).reshape('c', shape);
  }

  /** A batch of such values. */
  public static INDArray batch(long seed, int count, Shape shape) {
    return shape.flat()
        ? draw(seed, count, shape.size())
        : draw(seed, count, shape.channels(), shape.height(), shape.width());
  }

  /** How far arrays of the same values are apart, as a share of the expected one's length. */
  public static double distance(INDArray found, INDArray expected) {
    INDArray difference =
        found.castTo(DataType.DOUBLE).reshape('c', expected.shape()).sub(expected);
    return difference.norm2Number().doubleValue() / expected.norm2Number().doubleValue();
  }
}
