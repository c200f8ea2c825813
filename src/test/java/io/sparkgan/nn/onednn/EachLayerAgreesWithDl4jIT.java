package io.sparkgan.nn.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sparkgan.config.Compute;
import io.sparkgan.config.LayerSpec;
import io.sparkgan.config.LayerSpec.Activation.Function;
import io.sparkgan.config.LayerSpec.BatchNorm.Statistics;
import io.sparkgan.config.Padding;
import io.sparkgan.config.Shape;
import io.sparkgan.nn.OneDnn;
import io.sparkgan.nn.TestNetwork;
import io.sparkgan.nn.tensor.Dims;
import io.sparkgan.nn.tensor.Numbers;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.BooleanIndexing;
import org.nd4j.linalg.indexing.conditions.Conditions;

/**
 * Every kind of layer by itself, computed by oneDNN, has outputs and gradients of DL4J's own in
 * double precision.
 */
final class EachLayerAgreesWithDl4jIT {
  /** Enough examples for {@link Correlation}, and too few. */
  private static final int MANY = 17;

  private static final int FEW = 3;

  /** Enough for {@link FourierKernels}. */
  private static final int LOTS = 130;

  private static final LayerSpec.Activation TANH = new LayerSpec.Activation(Function.TANH);

  /** Every function that can be fused, and none. */
  static Stream<List<LayerSpec>> functions() {
    return Stream.of(
        List.of(),
        List.of(new LayerSpec.Activation(Function.RELU)),
        List.of(new LayerSpec.LeakyRelu(.2)),
        List.of(TANH),
        List.of(new LayerSpec.Activation(Function.SIGMOID)));
  }

  /** A border of -1 stands for "same"; {@code way} says who makes the weights' gradient. */
  @ParameterizedTest(name = "{0} x {0}, stride {1}, border {2}, image {3}, {4} to {5}, bias {6}")
  @CsvSource({
    "1, 1, -1, 6, 3, 20, true, own",
    "1, 2, -1, 7, 20, 20, false, correlation",
    "1, 3, 0, 7, 20, 3, true, correlation",
    "3, 1, -1, 7, 20, 20, true, correlation",
    "3, 2, -1, 7, 20, 3, false, correlation",
    "3, 3, -1, 8, 3, 20, true, own",
    "3, 1, 1, 5, 1, 3, true, own",
    "3, 3, 1, 7, 20, 20, false, correlation",
    "4, 1, -1, 6, 20, 20, false, correlation",
    "4, 2, 1, 7, 20, 20, true, correlation",
    "4, 2, -1, 9, 1, 20, true, own",
    "4, 3, -1, 7, 20, 1, true, correlation",
    "5, 1, -1, 6, 1, 20, false, own",
    "5, 2, -1, 7, 20, 20, true, correlation",
    "5, 2, 2, 7, 3, 3, true, own",
    "5, 3, 0, 9, 20, 20, true, own",
  })
  void convolution(
      int kernel, int stride, int border, int side, int in, int out, boolean bias, String way) {
    Padding padding = border < 0 ? new Padding.Same() : new Padding.Zeros(border);
    LayerSpec layer = new LayerSpec.Convolution(out, kernel, stride, padding, bias);
    Window window = new Window(kernel, stride, Math.max(0, border), border < 0);
    Dims image = new Dims(MANY, in, side, side);

    assertThat(way(image, window.features(image, out), window)).isEqualTo(way);
    assertThat(PatchSum.suits(image)).isEqualTo(in < 5);
    compare(Shape.image(in, side, side), MANY, layer, TANH);
    compare(Shape.image(in, side, side), FEW, layer);
  }

  @ParameterizedTest(name = "{0} x {0}, stride {1}, border {2}, image {3}, {4} to {5}, bias {6}")
  @CsvSource({
    "1, 1, -1, 5, 20, 20, true, correlation",
    "1, 1, 0, 5, 3, 20, false, correlation",
    "3, 1, -1, 4, 20, 3, true, own",
    "3, 2, -1, 3, 20, 20, true, correlation",
    "3, 3, 0, 3, 20, 20, false, correlation",
    "3, 2, 1, 4, 20, 1, false, own",
    "4, 1, -1, 5, 20, 20, true, correlation",
    "4, 2, -1, 3, 3, 20, true, correlation",
    "4, 2, 1, 3, 20, 20, false, correlation",
    "4, 3, -1, 3, 1, 3, true, own",
    "5, 1, -1, 5, 20, 20, false, correlation",
    "5, 2, -1, 4, 20, 1, true, own",
    "5, 2, 2, 4, 20, 20, true, correlation",
    "5, 3, -1, 3, 20, 20, true, correlation",
    "5, 3, 1, 3, 3, 3, true, own",
  })
  void transposedConvolution(
      int kernel, int stride, int border, int side, int in, int out, boolean bias, String way) {
    Padding padding = border < 0 ? new Padding.Same() : new Padding.Zeros(border);
    LayerSpec layer = new LayerSpec.TransposedConvolution(out, kernel, stride, padding, bias);
    Window window = new Window(kernel, stride, Math.max(0, border), border < 0);
    Dims features = new Dims(MANY, in, side, side);

    assertThat(way(window.image(features, out), features, window)).isEqualTo(way);
    compare(Shape.image(in, side, side), MANY, layer, TANH);
    compare(Shape.image(in, side, side), FEW, layer);
  }

  @ParameterizedTest(name = "{0} x {0}, stride {1}, border {2}, image {3} x {4}, {5} to {6}")
  @CsvSource({
    "1, 2, 0, 6, 9, 20, 20",
    "2, 3, 0, 8, 5, 20, 3",
    "2, 3, -1, 7, 11, 3, 20",
    "3, 1, -1, 4, 9, 20, 20",
    "3, 2, -1, 9, 4, 1, 20",
    "4, 2, 1, 6, 10, 20, 20",
    "5, 2, -1, 10, 7, 20, 20",
  })
  void convolutionOfImagesThatAreNotSquare(
      int kernel, int stride, int border, int height, int width, int in, int out) {
    Padding padding = border < 0 ? new Padding.Same() : new Padding.Zeros(border);
    LayerSpec layer = new LayerSpec.Convolution(out, kernel, stride, padding, true);

    compare(Shape.image(in, height, width), MANY, layer, TANH);
    compare(Shape.image(in, height, width), FEW, layer);
  }

  @ParameterizedTest(name = "{0} x {0}, stride {1}, border {2}, image {3} x {4}, {5} to {6}")
  @CsvSource({
    "1, 2, 0, 4, 3, 20, 20",
    "2, 3, 0, 2, 4, 20, 3",
    "3, 1, -1, 2, 5, 20, 1",
    "4, 2, 1, 5, 3, 20, 20",
    "5, 2, -1, 3, 4, 20, 20",
    "5, 3, -1, 4, 2, 20, 3",
  })
  void transposedConvolutionOfImagesThatAreNotSquare(
      int kernel, int stride, int border, int height, int width, int in, int out) {
    Padding padding = border < 0 ? new Padding.Same() : new Padding.Zeros(border);
    LayerSpec layer = new LayerSpec.TransposedConvolution(out, kernel, stride, padding, true);

    compare(Shape.image(in, height, width), MANY, layer, TANH);
    compare(Shape.image(in, height, width), FEW, layer);
  }

  private static String way(Dims image, Dims features, Window window) {
    boolean f32 = new Correlation(image, features, window, Numbers.F32).suits();
    if (OneDnn.computesBf16()) {
      assertThat(new Correlation(image, features, window, Numbers.BF16).suits()).isEqualTo(f32);
    }
    return f32 ? "correlation" : "own";
  }

  /** Rows and columns are those of the features, of which there are strides times less. */
  @ParameterizedTest(name = "{0} x {0}, stride {1}, border {2}, features {3} x {4}, {5} and {6}")
  @CsvSource({
    "5, 1, -1, 5, 4, 24, 40, true",
    "5, 2, -1, 4, 7, 64, 64, true",
    "6, 2, 2, 6, 3, 24, 40, false",
    "4, 1, -1, 6, 5, 64, 48, true",
    "8, 2, -1, 3, 7, 32, 32, false",
  })
  void bySpectra(
      int kernel, int stride, int border, int rows, int columns, int out, int in, boolean bias) {
    Padding padding = border < 0 ? new Padding.Same() : new Padding.Zeros(border);
    Window window = new Window(kernel, stride, Math.max(0, border), border < 0);
    Dims features = new Dims(LOTS, in, rows, columns);
    Dims image = new Dims(LOTS, out, rows * stride, columns * stride);

    assertThat(FourierKernels.suits(image, features, window)).isTrue();
    compare(
        Shape.image(in, rows, columns),
        LOTS,
        new LayerSpec.TransposedConvolution(out, kernel, stride, padding, bias),
        TANH);
    compare(
        Shape.image(out, rows * stride, columns * stride),
        LOTS,
        new LayerSpec.Convolution(in, kernel, stride, padding, bias),
        TANH);
  }

  @ParameterizedTest(name = "{0} times, {1} x {1}, {2} to {3}")
  @CsvSource({"2, 5, 20, 20", "2, 3, 3, 1", "3, 4, 20, 3", "2, 4, 1, 20"})
  void upsamplingBeforeATransposedConvolution(int factor, int kernel, int in, int out) {
    LayerSpec layer = new LayerSpec.TransposedConvolution(out, kernel, 1, new Padding.Same(), true);

    compare(Shape.image(in, 3, 4), MANY, new LayerSpec.Upsample(factor), layer, TANH);
    compare(Shape.image(in, 3, 4), FEW, new LayerSpec.Upsample(factor), layer);
  }

  @Test
  void upsamplingBeforeATransposedConvolutionBySpectra() {
    LayerSpec layer = new LayerSpec.TransposedConvolution(40, 5, 1, new Padding.Same(), true);
    Window widened = new Window(5, 1, 0, true).onRepeated(2);
    Dims features = new Dims(LOTS, 40, 3, 4);

    assertThat(FourierKernels.suits(widened.image(features, 40), features, widened)).isTrue();
    compare(Shape.image(40, 3, 4), LOTS, new LayerSpec.Upsample(2), layer, TANH);
  }

  @ParameterizedTest
  @CsvSource({"1, 2", "3, 3", "20, 2"})
  void upsamplingAlone(int channels, int factor) {
    compare(Shape.image(channels, 3, 5), MANY, new LayerSpec.Upsample(factor));
  }

  @ParameterizedTest
  @CsvSource({"1, 2", "3, 2", "20, 3"})
  void poolingDropsWhatIsLeftOver(int channels, int size) {
    compare(Shape.image(channels, 7, 8), MANY, new LayerSpec.AveragePool(size));
  }

  @ParameterizedTest
  @CsvSource({"1, 9, 4", "3, 12, 11", "20, 5, 3", "20, 6, 7"})
  void bilinearResizing(int channels, int height, int width) {
    compare(Shape.image(channels, 6, 7), MANY, new LayerSpec.BilinearResize(height, width));
  }

  @ParameterizedTest
  @EnumSource(Statistics.class)
  void batchNorm(Statistics statistics) {
    for (boolean scale : new boolean[] {true, false}) {
      LayerSpec norm = new LayerSpec.BatchNorm(.8, 1e-3, scale, statistics);

      compare(Shape.units(20), MANY, norm);
      compare(Shape.units(3), MANY, norm, TANH);
      compare(Shape.image(20, 3, 5), MANY, norm, TANH);
      compare(Shape.image(1, 4, 4), MANY, norm);
    }
  }

  @ParameterizedTest
  @CsvSource({"20, 30, true", "3, 1, true", "784, 20, false"})
  void denseLayerOfVectors(int in, int out, boolean bias) {
    compare(Shape.units(in), MANY, new LayerSpec.Dense(out, bias));
    compare(Shape.units(in), 1, new LayerSpec.Dense(out, bias), TANH);
  }

  @ParameterizedTest
  @CsvSource({"1, true", "3, false", "20, true"})
  void denseLayerOfImages(int channels, boolean bias) {
    compare(
        Shape.image(channels, 4, 5),
        MANY,
        new LayerSpec.Flatten(),
        new LayerSpec.Dense(7, bias),
        TANH);
  }

  @ParameterizedTest
  @MethodSource("functions")
  void everyFunctionIsFused(List<LayerSpec> function) {
    Padding same = new Padding.Same();
    Shape image = Shape.image(20, 5, 5);

    compare(image, MANY, followed(new LayerSpec.Convolution(20, 3, 2, same, true), function));
    compare(
        image, FEW, followed(new LayerSpec.TransposedConvolution(20, 5, 2, same, true), function));
    compare(
        image, MANY, followed(new LayerSpec.TransposedConvolution(1, 5, 2, same, true), function));
    compare(Shape.units(20), MANY, followed(new LayerSpec.Dense(30, true), function));
    compare(
        image,
        MANY,
        followed(new LayerSpec.BatchNorm(.9, 1e-3, true, Statistics.RUNNING), function));
  }

  @ParameterizedTest
  @MethodSource("functions")
  void everyFunctionStandsAlone(List<LayerSpec> function) {
    if (!function.isEmpty()) {
      compare(Shape.image(3, 5, 4), MANY, function.get(0));
      compare(Shape.units(20), FEW, function.get(0));
    }
  }

  static Stream<Arguments> reshaped() {
    LayerSpec convolution = new LayerSpec.Convolution(5, 3, 1, new Padding.Same(), true);
    return Stream.of(
        Arguments.of(Shape.units(48), List.of(new LayerSpec.Reshape(4, 4, 3), convolution)),
        Arguments.of(Shape.image(3, 4, 4), List.of(new LayerSpec.Reshape(2, 4, 6), convolution)),
        Arguments.of(
            Shape.image(3, 4, 4),
            List.of(convolution, new LayerSpec.Reshape(2, 4, 10), convolution)));
  }

  @ParameterizedTest
  @MethodSource("reshaped")
  void imagesOfAnotherShapeKeepTheOrderOfChannelsFirst(Shape input, List<LayerSpec> layers) {
    compare(input, MANY, layers.toArray(LayerSpec[]::new));
  }

  private static LayerSpec[] followed(LayerSpec layer, List<LayerSpec> function) {
    return Stream.concat(Stream.of(layer), function.stream()).toArray(LayerSpec[]::new);
  }

  private static void compare(Shape input, int count, LayerSpec... layers) {
    compare(TestNetwork.F32, 1e-4, 1e-3, input, count, List.of(layers));
    // Many examples take every way that few do, but for one.
    if (count != FEW && OneDnn.computesBf16()) {
      compare(TestNetwork.BF16, 3e-2, 5e-2, input, count, List.of(layers));
    }
  }

  /**
   * Compares one pass and its gradients.
   *
   * @param kink distance from 0 within which a rectifier's slope may be the other one
   */
  private static void compare(
      Compute compute, double tolerance, double kink, Shape input, int count, List<LayerSpec> all) {
    assumeTrue(OneDnn.available());
    TestNetwork judge = TestNetwork.dl4j(input, all);
    TestNetwork found = TestNetwork.of(compute, input, all);
    double[] parameters = parameters(all, (int) judge.parameterCount());
    judge.parameters(parameters);
    found.parameters(parameters);
    INDArray batch = TestNetwork.batch(1, count, input);
    INDArray single = batch.castTo(DataType.FLOAT);

    INDArray output = judge.train(batch);
    agree("output", found.train(single), output, tolerance);
    INDArray error = TestNetwork.draw(2, output.shape());
    if (isRectifier(all.get(all.size() - 1))) {
      error.muli(far(kink, beforeLast(input, all, parameters).train(batch)));
    }
    // A second pass has nothing left of the first.
    for (double scale : new double[] {1, -2}) {
      INDArray scaled = error.mul(scale);
      INDArray byInput = judge.backward(scaled);
      agree("by input", found.backward(scaled.castTo(DataType.FLOAT)), byInput, tolerance);
      if (parameters.length > 0) {
        agree("by parameters", found.gradient(), judge.gradient(), tolerance);
      }
    }
    agree("inference", found.infer(single), judge.infer(batch), tolerance);
  }

  private static boolean isRectifier(LayerSpec layer) {
    return layer instanceof LayerSpec.LeakyRelu
        || layer.equals(new LayerSpec.Activation(Function.RELU));
  }

  private static TestNetwork beforeLast(Shape input, List<LayerSpec> all, double[] parameters) {
    return all.size() == 1
        ? TestNetwork.dl4j(input, List.of(new LayerSpec.LeakyRelu(1)))
        : TestNetwork.dl4j(input, all.subList(0, all.size() - 1)).parameters(parameters);
  }

  /** 1 for values that are not near 0, else 0. */
  private static INDArray far(double kink, INDArray values) {
    INDArray far = values.dup();
    BooleanIndexing.replaceWhere(far, 0, Conditions.absLessThan(kink));
    BooleanIndexing.replaceWhere(far, 1, Conditions.absGreaterThanOrEqual(kink));
    return far;
  }

  /** Floats; a variance among them must be positive. */
  private static double[] parameters(List<LayerSpec> layers, int count) {
    boolean norm = layers.stream().anyMatch(LayerSpec.BatchNorm.class::isInstance);
    double[] values = new SplittableRandom(3).doubles(count, -.5, .5).toArray();
    return Arrays.stream(values).map(it -> (float) (norm ? it + 1 : it)).toArray();
  }

  private static void agree(String what, INDArray found, INDArray expected, double tolerance) {
    assertThat(TestNetwork.distance(found, expected)).as(what).isLessThan(tolerance);
  }
}
