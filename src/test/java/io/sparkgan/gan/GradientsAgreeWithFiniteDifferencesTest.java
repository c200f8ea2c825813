package io.sparkgan.gan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sparkgan.TinyRecipes;
import io.sparkgan.config.LayerSpec;
import io.sparkgan.config.LayerSpec.Activation;
import io.sparkgan.config.LayerSpec.Activation.Function;
import io.sparkgan.config.LayerSpec.AveragePool;
import io.sparkgan.config.LayerSpec.BatchNorm;
import io.sparkgan.config.LayerSpec.BatchNorm.Statistics;
import io.sparkgan.config.LayerSpec.BilinearResize;
import io.sparkgan.config.LayerSpec.Convolution;
import io.sparkgan.config.LayerSpec.Dense;
import io.sparkgan.config.LayerSpec.Dropout;
import io.sparkgan.config.LayerSpec.Flatten;
import io.sparkgan.config.LayerSpec.LeakyRelu;
import io.sparkgan.config.LayerSpec.Reshape;
import io.sparkgan.config.LayerSpec.TransposedConvolution;
import io.sparkgan.config.LayerSpec.Upsample;
import io.sparkgan.config.NetworkSpec;
import io.sparkgan.config.Padding;
import io.sparkgan.config.Shape;
import io.sparkgan.config.WeightInit;
import io.sparkgan.nn.Layers;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The loss here is the sum of the outputs weighted by fixed numbers, so its gradient by the outputs
 * is those numbers. Every derivative that the network reports is compared with (f(x + h) - f(x -
 * h)) / 2h in double precision.
 */
final class GradientsAgreeWithFiniteDifferencesTest {
  private static final int BATCH = 3;
  private static final double H = 1e-5;
  private static final Padding SAME = new Padding.Same();
  private static final Padding ONE = new Padding.Zeros(1);

  static Stream<Arguments> networks() {
    return Stream.of(
        of("dense", Shape.units(4), new Dense(3, true), new LeakyRelu(.2), new Dense(2, false)),
        of(
            "tanh and sigmoid",
            Shape.units(4),
            new Dense(3, true),
            new Activation(Function.TANH),
            new Dense(3, true),
            new Activation(Function.SIGMOID)),
        of(
            "relu",
            Shape.units(4),
            new Dense(6, true),
            new Activation(Function.RELU),
            new Dense(2, true)),
        of(
            "batch norm of units",
            Shape.units(4),
            new Dense(3, false),
            new BatchNorm(.8, 1e-3),
            new LeakyRelu(.3)),
        of(
            "batch norm of channels",
            Shape.units(8),
            new Reshape(2, 2, 2),
            new BatchNorm(.9, 1e-5),
            new Activation(Function.RELU),
            new Flatten(),
            new Dense(1, true)),
        of("dropout", Shape.units(4), new Dense(8, true), new Dropout(.3), new Dense(2, true)),
        of(
            "convolution with zeros",
            Shape.image(2, 6, 6),
            new Convolution(3, 4, 2, ONE, true),
            new LeakyRelu(.2),
            new Flatten(),
            new Dense(1, true)),
        of(
            "convolution, same, stride 2",
            Shape.image(1, 7, 7),
            new Convolution(2, 5, 2, SAME, true),
            new LeakyRelu(.3),
            new Dropout(.3),
            new Convolution(2, 5, 2, SAME, false)),
        of(
            "convolution, same, stride 1",
            Shape.image(1, 4, 4),
            new Convolution(2, 3, 1, SAME, true)),
        of(
            "transposed convolution with zeros",
            Shape.units(18),
            new Reshape(3, 3, 2),
            new TransposedConvolution(2, 4, 2, ONE, false),
            new BatchNorm(.9, 1e-5),
            new Activation(Function.RELU),
            new TransposedConvolution(1, 4, 2, ONE, true),
            new Activation(Function.TANH)),
        of(
            "transposed convolution, same",
            Shape.units(18),
            new Reshape(3, 3, 2),
            new TransposedConvolution(2, 5, 1, SAME, false),
            new LeakyRelu(.3),
            new TransposedConvolution(2, 5, 2, SAME, true),
            new TransposedConvolution(1, 3, 2, SAME, false)),
        of(
            "average pool that drops a row and a column",
            Shape.image(1, 5, 7),
            new Convolution(2, 3, 1, SAME, true),
            new AveragePool(2),
            new Flatten(),
            new Dense(1, true)),
        of(
            "upsample",
            Shape.units(8),
            new Reshape(2, 2, 2),
            new Upsample(3),
            new Convolution(2, 3, 1, SAME, false)),
        of(
            "bilinear resize up and down",
            Shape.image(2, 3, 2),
            new Convolution(2, 1, 1, SAME, true),
            new BilinearResize(5, 4),
            new Activation(Function.TANH),
            new BilinearResize(2, 3)),
        of(
            "batch norm with neither scale nor running statistics",
            Shape.image(2, 3, 3),
            new Convolution(3, 2, 1, SAME, true),
            new BatchNorm(.9, 1e-5, false, Statistics.BATCH),
            new Activation(Function.TANH)));
  }

  private static Arguments of(String name, Shape input, LayerSpec... layers) {
    return Arguments.of(name, input, List.of(layers));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("networks")
  void everyDerivativeOfParametersAndInput(String name, Shape input, List<LayerSpec> layers) {
    NetworkSpec spec =
        new NetworkSpec(
            layers,
            new WeightInit.Normal(.4),
            new WeightInit.Zero(),
            TinyRecipes.adam(1e-3, .9, .999, 1e-8));
    Network network = new Network(spec, input, Layers.dl4j(DataType.DOUBLE));
    SplittableRandom random = new SplittableRandom(42);
    new WeightInitialiser(spec, random).apply(network.model());
    double[] x = random.doubles((long) BATCH * input.size(), -1, 1).toArray();
    double[] weights = random.doubles((long) BATCH * spec.output(input).size(), -1, 1).toArray();

    double[] byInput =
        StepMemory.during(
            () -> {
              network.seedDropout(7);
              INDArray output = network.train(Nd4j.createFromArray(x).reshape(BATCH, input.size()));
              INDArray error = Nd4j.createFromArray(weights).reshape('c', output.shape());
              return network.backward(error, Network.Wanted.BOTH).dup('c').data().asDouble();
            });
    double[] byParameters = network.gradient().toDoubleVector();

    for (int i = 0; i < x.length; i++) {
      double saved = x[i];
      x[i] = saved + H;
      double up = loss(network, x, weights);
      x[i] = saved - H;
      double down = loss(network, x, weights);
      x[i] = saved;
      assertThat(byInput[i]).as("by input %d", i).isCloseTo((up - down) / (2 * H), within(1e-6));
    }
    INDArray parameters = network.model().params();
    boolean[] fixed = fixed(network, layers);
    for (int i = 0; i < byParameters.length; i++) {
      if (!fixed[i]) {
        double saved = parameters.getDouble(i);
        parameters.putScalar(i, saved + H);
        double up = loss(network, x, weights);
        parameters.putScalar(i, saved - H);
        double down = loss(network, x, weights);
        parameters.putScalar(i, saved);
        assertThat(byParameters[i])
            .as("by parameter %d", i)
            .isCloseTo((up - down) / (2 * H), within(1e-6));
      }
    }
  }

  private static double loss(Network network, double[] x, double[] weights) {
    return StepMemory.during(
        () -> {
          network.seedDropout(7);
          double[] output =
              network
                  .train(Nd4j.createFromArray(x).reshape(BATCH, x.length / BATCH))
                  .dup('c')
                  .data()
                  .asDouble();
          double sum = 0;
          for (int i = 0; i < output.length; i++) {
            sum += output[i] * weights[i];
          }
          return sum;
        });
  }

  /**
   * Marks running means and variances, where a step stands for the gradient, not a derivative, and
   * scales that stay as they are.
   */
  private static boolean[] fixed(Network network, List<LayerSpec> layers) {
    boolean scaled = layers.stream().noneMatch(l -> l instanceof BatchNorm norm && !norm.scale());
    boolean[] marks = new boolean[(int) network.model().numParams()];
    int offset = 0;
    for (var layer : network.model().getLayers()) {
      for (var parameter : layer.paramTable().entrySet()) {
        int length = (int) parameter.getValue().length();
        String key = parameter.getKey();
        if (key.equals("mean") || key.equals("var") || (key.equals("gamma") && !scaled)) {
          java.util.Arrays.fill(marks, offset, offset + length, true);
        }
        offset += length;
      }
    }
    return marks;
  }
}
