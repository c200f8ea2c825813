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
import io.sparkgan.nn.tensor.Numbers;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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

  /** The first is packed, the second transformed. */
  @ParameterizedTest
  @CsvSource({"20, 6, 2, 18, false", "40, 4, 1, 130, true"})
  void weightsAreNotPackedAgainWhileParametersStay(
      int channels, int side, int stride, int count, boolean spectra) {
    Shape input = Shape.image(channels, side, side);
    LayerSpec layer = new LayerSpec.Convolution(channels, 5, stride, new Padding.Same(), false);
    TestNetwork network = TestNetwork.of(TestNetwork.F32, input, layer);
    assertThat(isBySpectra(layer, input, count)).isEqualTo(spectra);
    INDArray batch = TestNetwork.draw(1, count, channels, side, side).castTo(DataType.FLOAT);
    KeepsMemory packing = (KeepsMemory) network.layer(0);
    INDArray before = network.infer(batch);

    network.model().params().muli(2);
    packing.parametersStay();
    assertThat(network.infer(batch)).isEqualTo(before);
    // It is said of one pass alone.
    assertThat(network.infer(batch)).isEqualTo(before.mul(2));
  }

  private static boolean isBySpectra(LayerSpec layer, Shape input, int count) {
    OneDnnLayers layers = new OneDnnLayers(Numbers.F32);
    return layers.spectra(TestNetwork.spec(List.of(layer)), input, count) > 0;
  }

  /** Those of a small batch are packed, those of a large one are transformed. */
  @Test
  void weightsForSeveralSizesFollowTheParameters() {
    Shape input = Shape.image(40, 4, 5);
    LayerSpec layer = new LayerSpec.TransposedConvolution(24, 5, 1, new Padding.Same(), true);
    TestNetwork network = TestNetwork.of(TestNetwork.F32, input, layer);
    TestNetwork stock = TestNetwork.dl4j(input, List.of(layer));
    assertThat(isBySpectra(layer, input, 130)).isTrue();
    assertThat(isBySpectra(layer, input, 3)).isFalse();

    for (int step = 0; step < 3; step++) {
      network.model().params().muli(.5).addi(.01);
      stock.model().params().assign(network.model().params());
      for (int count : new int[] {130, 3, 131}) {
        INDArray batch = TestNetwork.batch(step, count, input);
        INDArray error = TestNetwork.draw(step, count, 24, 4, 5);
        INDArray expected = stock.train(batch);
        assertThat(TestNetwork.distance(network.train(batch.castTo(DataType.FLOAT)), expected))
            .isLessThan(1e-5);
        INDArray byInput = stock.backward(error);
        assertThat(TestNetwork.distance(network.backward(error.castTo(DataType.FLOAT)), byInput))
            .isLessThan(1e-5);
        assertThat(TestNetwork.distance(network.gradient(), stock.gradient())).isLessThan(1e-5);
      }
    }
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
