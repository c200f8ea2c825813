package io.sparkgan.nn.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.sparkgan.config.LayerSpec;
import io.sparkgan.config.LayerSpec.BatchNorm.Statistics;
import io.sparkgan.config.Padding;
import io.sparkgan.config.Shape;
import io.sparkgan.nn.KeepsMemory;
import io.sparkgan.nn.Layers;
import io.sparkgan.nn.TestNetwork;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.junit.jupiter.api.Test;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.Adam;

/** Layers computed by oneDNN keep what DL4J asks of layers. */
final class OrdinaryDl4jLayersTest {
  private static final int COUNT = 18;
  private static final Shape INPUT = Shape.image(3, 8, 8);
  private static final LayerSpec NORM = new LayerSpec.BatchNorm(.9, 1e-3, true, Statistics.RUNNING);
  private static final List<LayerSpec> LAYERS =
      List.of(
          new LayerSpec.Convolution(20, 5, 2, new Padding.Same(), true),
          NORM,
          new LayerSpec.Activation(LayerSpec.Activation.Function.TANH),
          new LayerSpec.TransposedConvolution(3, 4, 2, new Padding.Same(), false),
          new LayerSpec.AveragePool(2),
          new LayerSpec.Flatten(),
          new LayerSpec.Dense(10, true));

  /** By DL4J's own calls alone, with its own updater. */
  @Test
  void aNetworkOfThemTrainsAsOneOfDl4jsOwn() {
    MultiLayerNetwork stock = network(Layers.dl4j(DataType.FLOAT));
    MultiLayerNetwork ours = network(Layers.of(TestNetwork.F32));
    assertThat(ours.paramTable().keySet()).hasSameSizeAs(stock.paramTable().keySet());
    ours.setParams(stock.params());
    INDArray start = stock.params().dup();

    for (int step = 0; step < 5; step++) {
      INDArray batch = TestNetwork.batch(step, COUNT, INPUT).castTo(DataType.FLOAT);
      INDArray error = TestNetwork.draw(100 + step, COUNT, 10).castTo(DataType.FLOAT);
      train(stock, batch.dup(), error.dup(), step);
      train(ours, batch.dup(), error.dup(), step);
    }

    assertThat(TestNetwork.distance(start, stock.params())).isGreaterThan(.01);
    assertThat(TestNetwork.distance(ours.params(), stock.params())).isLessThan(1e-4);
    INDArray batch = TestNetwork.batch(50, COUNT, INPUT).castTo(DataType.FLOAT);
    assertThat(TestNetwork.distance(ours.output(batch), stock.output(batch))).isLessThan(1e-4);
  }

  private static void train(MultiLayerNetwork network, INDArray batch, INDArray error, int step) {
    LayerWorkspaceMgr memory = LayerWorkspaceMgr.noWorkspaces();
    network.setInput(batch);
    network.feedForward(true, false);
    Pair<Gradient, INDArray> result = network.backpropGradient(error, memory);
    Gradient gradient = result.getFirst();
    network.getUpdater().update(network, gradient, step, 0, COUNT, memory);
    network.params().subi(gradient.gradient().reshape(network.params().shape()));
  }

  private static MultiLayerNetwork network(Layers layers) {
    NeuralNetConfiguration.ListBuilder list =
        new NeuralNetConfiguration.Builder()
            .seed(5)
            .dataType(layers.dataType())
            .activation(Activation.IDENTITY)
            .trainingWorkspaceMode(WorkspaceMode.NONE)
            .inferenceWorkspaceMode(WorkspaceMode.NONE)
            .updater(new Adam(1e-2, .9, .999, 1e-3))
            .list();
    List<Layers.Placed> placed = layers.of(TestNetwork.spec(LAYERS), INPUT);
    for (int i = 0; i < placed.size(); i++) {
      int index = i;
      list.layer(index, placed.get(index).layer());
      placed.get(index).reshape().ifPresent(it -> list.inputPreProcessor(index, it));
    }
    MultiLayerNetwork network = new MultiLayerNetwork(list.build());
    network.init();
    return network;
  }

  @Test
  void theNextPassSeesParametersHoweverTheyAreSet() {
    TestNetwork network = TestNetwork.of(TestNetwork.F32, INPUT, LAYERS);
    MultiLayerNetwork model = network.model();
    TestNetwork fresh = TestNetwork.of(TestNetwork.F32, INPUT, LAYERS);
    INDArray batch = batch();
    network.infer(batch);

    model.setParams(model.params().mul(.5));
    fresh.model().params().assign(model.params());
    assertThat(network.infer(batch)).isEqualTo(fresh.infer(batch));
    model.params().muli(.5);
    fresh.model().params().assign(model.params());
    assertThat(network.infer(batch)).isEqualTo(fresh.infer(batch));
    model.setParam("0_W", model.getParam("0_W").mul(3));
    fresh.model().params().assign(model.params());
    assertThat(network.infer(batch)).isEqualTo(fresh.infer(batch));
  }

  @Test
  void weightsAreNotPackedAgainWhileParametersStay() {
    TestNetwork network =
        TestNetwork.of(
            TestNetwork.F32,
            Shape.image(20, 6, 6),
            new LayerSpec.Convolution(20, 5, 2, new Padding.Same(), false));
    INDArray batch = TestNetwork.draw(1, COUNT, 20, 6, 6).castTo(DataType.FLOAT);
    KeepsMemory layer = (KeepsMemory) network.layer(0);
    INDArray before = network.infer(batch);

    network.model().params().muli(2);
    layer.parametersStay();
    assertThat(network.infer(batch)).isEqualTo(before);
    // It is said of one pass alone.
    assertThat(network.infer(batch)).isEqualTo(before.mul(2));
  }

  @Test
  void batchesOfSeveralSizesTakeTurns() {
    TestNetwork network = TestNetwork.of(TestNetwork.F32, INPUT, LAYERS);
    INDArray large = batch();
    INDArray small = TestNetwork.batch(9, 3, INPUT).castTo(DataType.FLOAT);
    INDArray ofLarge = network.infer(large);
    INDArray ofSmall = network.infer(small);

    assertThat(network.infer(large)).isEqualTo(ofLarge);
    network.model().params().muli(.5);
    assertThat(network.infer(small)).isNotEqualTo(ofSmall);
    network.model().params().muli(2);
    assertThat(network.infer(small)).isEqualTo(ofSmall);
  }

  @Test
  void anotherThreadMayRunThem() throws InterruptedException, ExecutionException {
    TestNetwork network = TestNetwork.of(TestNetwork.F32, INPUT, LAYERS);
    INDArray batch = batch();
    INDArray error = TestNetwork.draw(3, COUNT, 10).castTo(DataType.FLOAT);
    INDArray output = network.train(batch);
    INDArray byInput = network.backward(error);
    INDArray byParameters = network.gradient().dup();
    ExecutorService other = Executors.newSingleThreadExecutor();
    try {
      other
          .submit(
              () -> {
                assertThat(network.train(batch)).isEqualTo(output);
                assertThat(network.backward(error)).isEqualTo(byInput);
                assertThat(network.gradient()).isEqualTo(byParameters);
              })
          .get();
    } finally {
      other.shutdown();
    }
  }

  @Test
  void aNewGradientVectorIsWrittenTo() {
    TestNetwork network = TestNetwork.of(TestNetwork.F32, INPUT, LAYERS);
    INDArray error = TestNetwork.draw(3, COUNT, 10).castTo(DataType.FLOAT);
    network.train(batch());
    network.backward(error);
    INDArray gradient = network.gradient();
    network.model().initGradientsView();

    assertThat(network.gradient()).isNotEqualTo(gradient);
    assertThatIllegalStateException()
        .isThrownBy(() -> network.backward(error))
        .withMessageContaining("forward pass");
    network.train(batch());
    network.backward(error);
    assertThat(network.gradient()).isEqualTo(gradient);
  }

  private static INDArray batch() {
    return TestNetwork.batch(4, COUNT, INPUT).castTo(DataType.FLOAT);
  }
}
