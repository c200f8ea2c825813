package io.sparkgan.nn.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sparkgan.config.LayerSpec;
import io.sparkgan.config.Padding;
import io.sparkgan.config.Shape;
import io.sparkgan.nn.Repeatable;
import io.sparkgan.nn.TestNetwork;
import io.sparkgan.nn.tensor.Numbers;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Layers whose results are all 1 show the mask of the dropout behind them. */
final class FusedDropoutTest {
  private static final int COUNT = 50;
  private static final double KEEP = .7;
  private static final LayerSpec DROPOUT = new LayerSpec.Dropout(1 - KEEP);
  private static final Shape IMAGE = Shape.image(20, 6, 6);

  private static final LayerSpec BY_SPECTRA =
      new LayerSpec.Convolution(80, 5, 1, new Padding.Same(), true);

  @Test
  void oneOfThemIsBySpectra() {
    OneDnnLayers layers = new OneDnnLayers(Numbers.F32);

    assertThat(layers.spectra(TestNetwork.spec(List.of(BY_SPECTRA)), IMAGE, COUNT)).isPositive();
  }

  /** Each is followed by dropout, fused into it or, the first, alone. */
  static Stream<TestNetwork> networks() {
    Padding same = new Padding.Same();
    return Stream.of(
        TestNetwork.of(TestNetwork.F32, IMAGE, DROPOUT),
        ones(new LayerSpec.Convolution(20, 3, 1, same, true)),
        ones(new LayerSpec.TransposedConvolution(20, 3, 1, same, true)),
        ones(new LayerSpec.TransposedConvolution(1, 3, 2, same, true)),
        ones(BY_SPECTRA),
        ones(new LayerSpec.Dense(720, true)));
  }

  /** Weights are 0 and biases 1. */
  private static TestNetwork ones(LayerSpec layer) {
    boolean dense = layer instanceof LayerSpec.Dense;
    Shape input = dense ? Shape.units(720) : IMAGE;
    TestNetwork network = TestNetwork.of(TestNetwork.F32, input, layer, DROPOUT);
    network.model().getLayer(0).getParam("b").assign(1);
    network.model().getLayer(0).getParam("W").assign(0);
    return network;
  }

  @ParameterizedTest
  @MethodSource("networks")
  void survivorsAreDividedByTheirProbability(TestNetwork network) {
    network.seed(1);
    double[] output = network.train(input(network)).data().asDouble();

    double survivors = 0;
    for (double value : output) {
      assertThat(value).isIn(0.0, (double) (float) (1 / KEEP));
      survivors += value == 0 ? 0 : 1;
    }
    double sigma = Math.sqrt(KEEP * (1 - KEEP) / output.length);
    assertThat(survivors / output.length).isCloseTo(KEEP, within(4 * sigma));
  }

  @ParameterizedTest
  @MethodSource("networks")
  void inferenceDropsNothing(TestNetwork network) {
    network.seed(1);

    assertThat(network.infer(input(network)).data().asDouble()).containsOnly(1);
  }

  @ParameterizedTest
  @MethodSource("networks")
  void theSameSeedGivesTheSameMasksAndTheNextPassHasAnother(TestNetwork network) {
    network.seed(1);
    double[] first = network.train(input(network)).data().asDouble();
    double[] second = network.train(input(network)).data().asDouble();
    network.seed(1);

    assertThat(network.train(input(network)).data().asDouble()).isEqualTo(first);
    assertThat(network.train(input(network)).data().asDouble()).isEqualTo(second);
    assertThat(second).isNotEqualTo(first);
    network.seed(2);
    assertThat(network.train(input(network)).data().asDouble()).isNotEqualTo(first);
  }

  /** Of results that have the same order in memory. */
  @Test
  void fusedAndAloneItDropsTheSame() {
    TestNetwork fused = ones(new LayerSpec.Convolution(20, 3, 1, new Padding.Same(), true));
    TestNetwork alone = TestNetwork.of(TestNetwork.F32, IMAGE, DROPOUT);
    fused.seed(7);
    alone.seed(7);

    assertThat(fused.train(input(fused))).isEqualTo(alone.train(input(alone)));
  }

  @Test
  void anyNumberOfBackwardPassesUseTheMaskOfTheForwardPass() {
    TestNetwork network = TestNetwork.of(TestNetwork.F32, IMAGE, DROPOUT);
    network.seed(1);
    INDArray mask = network.train(input(network));

    for (int pass = 0; pass < 2; pass++) {
      assertThat(network.backward(input(network))).isEqualTo(mask);
    }
  }

  /** A bias's gradient is the sum of its channel's. */
  @Test
  void whatIsDroppedHasNoGradient() {
    TestNetwork network = ones(new LayerSpec.Convolution(20, 3, 1, new Padding.Same(), true));
    network.seed(1);
    double[] survivors = network.train(input(network)).sum(0, 2, 3).data().asDouble();
    network.backward(input(network));

    double[] biasGradient = Arrays.copyOf(network.gradient().data().asDouble(), 20);
    assertThat(biasGradient).containsExactly(survivors, within(.1));
  }

  @ParameterizedTest
  @MethodSource("networks")
  void whileHeldMasksStay(TestNetwork network) {
    network.seed(1);
    INDArray first = network.train(input(network));
    hold(network);

    assertThat(network.train(input(network))).isEqualTo(first);
    assertThat(network.train(input(network))).isEqualTo(first);
    release(network);
    assertThat(network.train(input(network))).isNotEqualTo(first);
  }

  /** So the function is linear: of the opposite input it is the opposite. */
  @Test
  void whileHeldSlopesStayToo() {
    TestNetwork network =
        TestNetwork.of(
            TestNetwork.F32,
            IMAGE,
            new LayerSpec.Convolution(20, 3, 1, new Padding.Same(), false),
            new LayerSpec.LeakyRelu(.2),
            DROPOUT);
    network.seed(1);
    INDArray batch = TestNetwork.batch(1, COUNT, IMAGE).castTo(DataType.FLOAT);
    INDArray output = network.train(batch);
    INDArray errors = TestNetwork.draw(2, output.shape()).castTo(DataType.FLOAT);
    INDArray byInput = network.backward(errors);
    hold(network);

    INDArray opposite = network.train(batch.neg());

    assertThat(TestNetwork.distance(opposite.neg(), output)).isLessThan(1e-6);
    assertThat(TestNetwork.distance(network.backward(errors), byInput)).isLessThan(1e-6);
    assertThat(TestNetwork.distance(network.train(batch.mul(3)).div(3), output)).isLessThan(1e-6);
  }

  private static void hold(TestNetwork network) {
    ((Repeatable) network.layer(0)).hold();
  }

  private static void release(TestNetwork network) {
    ((Repeatable) network.layer(0)).release();
  }

  private static INDArray input(TestNetwork network) {
    boolean dense = network.layer(0).conf().getLayer() instanceof OneDnnDense;
    return Nd4j.ones(
        DataType.FLOAT, dense ? new long[] {COUNT, 720} : new long[] {COUNT, 20, 6, 6});
  }
}
