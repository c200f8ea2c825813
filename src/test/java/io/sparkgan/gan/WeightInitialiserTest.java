package io.sparkgan.gan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sparkgan.TinyRecipes;
import io.sparkgan.config.LayerSpec;
import io.sparkgan.config.LayerSpec.BatchNorm;
import io.sparkgan.config.LayerSpec.Convolution;
import io.sparkgan.config.LayerSpec.Dense;
import io.sparkgan.config.LayerSpec.TransposedConvolution;
import io.sparkgan.config.NetworkSpec;
import io.sparkgan.config.Padding;
import io.sparkgan.config.Shape;
import io.sparkgan.config.WeightInit;
import io.sparkgan.nn.Layers;
import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;

/** Limits by Keras' rule: fan in and fan out are the channels times the kernel's area. */
final class WeightInitialiserTest {
  private static final Padding SAME = new Padding.Same();
  private static final long SEED = 23;

  static Stream<Arguments> glorot() {
    return Stream.of(
        Arguments.of("dense", new Dense(80, true), Shape.units(120), 120 + 80),
        Arguments.of(
            "convolution, whatever its stride",
            new Convolution(24, 5, 2, SAME, true),
            Shape.image(16, 4, 4),
            (16 + 24) * 25),
        Arguments.of(
            "transposed convolution",
            new TransposedConvolution(16, 4, 2, new Padding.Zeros(1), true),
            Shape.image(32, 4, 4),
            (32 + 16) * 16));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void glorot(String name, LayerSpec layer, Shape input, int fans) {
    double limit = Math.sqrt(6.0 / fans);
    double[] weights = weights(initialised(new WeightInit.GlorotUniform(), input, layer));

    DoubleSummaryStatistics values = Arrays.stream(weights).summaryStatistics();
    assertThat(values.getMax()).isBetween(.99 * limit, limit * (1 + 1e-7));
    assertThat(values.getMin()).isBetween(-limit * (1 + 1e-7), -.99 * limit);
    double standardError = limit / Math.sqrt(3.0 * weights.length);
    assertThat(values.getAverage()).isCloseTo(0, within(4 * standardError));
    assertThat(meanSquare(weights)).isCloseTo(limit * limit / 3, within(.03 * limit * limit));
  }

  @Test
  void normal() {
    double[] weights =
        weights(initialised(new WeightInit.Normal(.02), Shape.units(120), new Dense(80, true)));

    // Variance and fourth moment of a normal distribution.
    assertThat(meanSquare(weights)).isCloseTo(4e-4, within(.08 * 4e-4));
    double fourth = Arrays.stream(weights).map(w -> w * w * w * w).average().orElseThrow();
    assertThat(fourth).isCloseTo(3 * 1.6e-7, within(.15 * 4.8e-7));
  }

  @Test
  void truncatedNormal() {
    double[] weights =
        weights(
            initialised(
                new WeightInit.TruncatedNormal(.02), Shape.units(120), new Dense(80, true)));

    DoubleSummaryStatistics values = Arrays.stream(weights).summaryStatistics();
    assertThat(values.getMax()).isBetween(.039, .04);
    assertThat(values.getMin()).isBetween(-.04, -.039);
    assertThat(values.getAverage()).isCloseTo(0, within(4 * .02 / Math.sqrt(weights.length)));
    // 1 - 2 c phi(c) / (2 Phi(c) - 1) for c = 2.
    assertThat(meanSquare(weights)).isCloseTo(.773741 * 4e-4, within(.03 * 4e-4));
    double within1 = Arrays.stream(weights).filter(w -> Math.abs(w) < .02).count();
    assertThat(within1 / weights.length).isCloseTo(.682689 / .954500, within(.02));
  }

  @Test
  void biasesAreDrawnAfterTheWeightsOfTheirLayerAndBatchNormBeginsAsTheIdentity() {
    MultiLayerNetwork network =
        initialised(
            new WeightInit.Normal(1),
            new WeightInit.Normal(.1),
            Shape.image(1, 1, 2),
            new Convolution(2, 1, 1, SAME, true),
            new BatchNorm(.9, 1e-5),
            new LayerSpec.Flatten(),
            new Dense(1, true));

    SplittableRandom stream = new SplittableRandom(SEED);
    assertThat(values(network, 0, "W")).containsExactly(gaussians(stream, 2, 1));
    assertThat(values(network, 0, "b")).containsExactly(gaussians(stream, 2, .1));
    assertThat(values(network, 1, "gamma")).containsOnly(1);
    assertThat(values(network, 1, "beta")).containsOnly(0);
    assertThat(values(network, 2, "W")).containsExactly(gaussians(stream, 4, 1));
    assertThat(values(network, 2, "b")).containsExactly(gaussians(stream, 1, .1));
  }

  @Test
  void biasesOfZeroTakeNothingFromTheStream() {
    MultiLayerNetwork network =
        initialised(
            new WeightInit.Normal(1), Shape.units(2), new Dense(2, true), new Dense(1, true));

    SplittableRandom stream = new SplittableRandom(SEED);
    assertThat(values(network, 0, "W")).containsExactly(gaussians(stream, 4, 1));
    assertThat(values(network, 1, "W")).containsExactly(gaussians(stream, 2, 1));
  }

  @Test
  void biasesBeginAtZeroAndBatchNormAsTheIdentity() {
    MultiLayerNetwork network =
        initialised(
            new WeightInit.Normal(1),
            Shape.image(2, 4, 4),
            new Convolution(3, 3, 1, SAME, true),
            new BatchNorm(.9, 1e-5),
            new TransposedConvolution(2, 3, 1, SAME, true),
            new LayerSpec.Flatten(),
            new Dense(5, true));

    assertThat(values(network, 0, "b")).containsOnly(0).hasSize(3);
    assertThat(values(network, 1, "gamma")).containsOnly(1);
    assertThat(values(network, 1, "beta")).containsOnly(0);
    assertThat(values(network, 1, "mean")).containsOnly(0);
    assertThat(values(network, 1, "var")).containsOnly(1).hasSize(3);
    assertThat(values(network, 2, "b")).containsOnly(0).hasSize(2);
    assertThat(values(network, 3, "b")).containsOnly(0).hasSize(5);
    assertThat(values(network, 3, "W")).doesNotContain(0);
  }

  @Test
  void noTwoLayersBeginAlike() {
    MultiLayerNetwork network =
        initialised(
            new WeightInit.GlorotUniform(),
            Shape.units(6),
            new Dense(6, false),
            new Dense(6, false));

    assertThat(values(network, 0, "W")).doesNotContain(values(network, 1, "W"));
  }

  private static MultiLayerNetwork initialised(
      WeightInit weights, Shape input, LayerSpec... layers) {
    return initialised(weights, new WeightInit.Zero(), input, layers);
  }

  private static MultiLayerNetwork initialised(
      WeightInit weights, WeightInit biases, Shape input, LayerSpec... layers) {
    NetworkSpec spec =
        new NetworkSpec(List.of(layers), weights, biases, TinyRecipes.adam(1e-3, .9, .999, 1e-8));
    Network network = new Network(spec, input, Layers.dl4j(DataType.FLOAT));
    new WeightInitialiser(spec, new SplittableRandom(SEED)).apply(network.model());
    return network.model();
  }

  /** As an array in C order takes them from the stream, in single precision. */
  private static double[] gaussians(SplittableRandom stream, int count, double stddev) {
    double[] draws = new double[count];
    Arrays.setAll(draws, i -> (float) (stddev * stream.nextGaussian()));
    return draws;
  }

  private static double[] weights(MultiLayerNetwork network) {
    return values(network, 0, "W");
  }

  private static double[] values(MultiLayerNetwork network, int layer, String key) {
    return network.getLayer(layer).getParam(key).dup('c').data().asDouble();
  }

  private static double meanSquare(double[] values) {
    return Arrays.stream(values).map(v -> v * v).average().orElseThrow();
  }
}
