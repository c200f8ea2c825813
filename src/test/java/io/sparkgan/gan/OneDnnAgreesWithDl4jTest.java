package io.sparkgan.gan;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkgan.config.Compute;
import io.sparkgan.config.LayerSpec;
import io.sparkgan.config.LayerSpec.Activation.Function;
import io.sparkgan.config.NetworkSpec;
import io.sparkgan.config.Recipe;
import io.sparkgan.config.SettingsReader;
import io.sparkgan.config.SettingsSources;
import io.sparkgan.config.Shape;
import io.sparkgan.gan.Network.Wanted;
import io.sparkgan.nn.Layers;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Networks of layers computed by oneDNN against the same ones of DL4J's own layers in double
 * precision, with the same parameters.
 */
final class OneDnnAgreesWithDl4jTest {
  /** So many that gradients by weights are had as convolutions; the largest network takes fewer. */
  private static final int IMAGES = 17;

  private static final int FEW_IMAGES = 5;
  private static final Compute F32 = new Compute(Compute.Backend.ONEDNN, Compute.Precision.F32);
  private static final Compute BF16 = new Compute(Compute.Backend.ONEDNN, Compute.Precision.BF16);

  static Stream<Arguments> networks() {
    return Stream.of(
            "quick-dcgan", "tf-dcgan", "keras-mlp", "numpy-mlp", "oreilly-cnn", "rmsprop-dcgan")
        .flatMap(
            name -> {
              Recipe recipe = recipe(name);
              int images = name.equals("rmsprop-dcgan") ? FEW_IMAGES : IMAGES;
              return Stream.of(
                  Arguments.of(name + " G", recipe.generator(), recipe.generatorInput(), images),
                  Arguments.of(
                      name + " D", recipe.discriminator(), recipe.discriminatorInput(), IMAGES));
            });
  }

  /** To single precision, and in bf16 nearly. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("networks")
  void outputsAndGradientsAreThoseOfDl4j(String name, NetworkSpec spec, Shape input, int images) {
    compare(
        smooth(spec),
        input,
        images,
        Machine.here().bf16() ? Map.of(F32, 1e-4, BF16, 0.1) : Map.of(F32, 1e-4));
  }

  private static Recipe recipe(String name) {
    return SettingsReader.read(SettingsSources.recipe(name)).settings().recipe();
  }

  /**
   * Without what is not the same function in both: dropout, and rectifiers, which may take a value
   * that is nearly 0 for positive in one and for negative in the other.
   */
  private static NetworkSpec smooth(NetworkSpec spec) {
    return new NetworkSpec(
        spec.layers().stream()
            .filter(it -> !(it instanceof LayerSpec.Dropout))
            .map(OneDnnAgreesWithDl4jTest::smooth)
            .toList(),
        spec.weights(),
        spec.biases(),
        spec.optimiser());
  }

  private static LayerSpec smooth(LayerSpec spec) {
    boolean rectifier =
        spec instanceof LayerSpec.LeakyRelu || spec.equals(new LayerSpec.Activation(Function.RELU));
    return rectifier ? new LayerSpec.Activation(Function.TANH) : spec;
  }

  private static void compare(
      NetworkSpec spec, Shape input, int images, Map<Compute, Double> tolerances) {
    Network judge = new Network(spec, input, Layers.dl4j(DataType.DOUBLE));
    new WeightInitialiser(spec, new SplittableRandom(1)).apply(judge.model());
    shake(judge.model().params());
    judge.restore(judge.parameters());
    float[] values = values(images * input.size());
    StepMemory.during(
        () -> {
          INDArray wide = batch(values, input);
          INDArray inferred = judge.infer(wide.castTo(DataType.DOUBLE));
          INDArray expected = judge.train(wide.castTo(DataType.DOUBLE));
          INDArray slopes = Nd4j.createFromArray(values((int) expected.length()));
          slopes = slopes.reshape(expected.shape());
          INDArray byInput = judge.backward(slopes.castTo(DataType.DOUBLE), Wanted.BOTH);
          for (Compute compute : tolerances.keySet()) {
            double tolerance = tolerances.get(compute);
            Network network = new Network(spec, input, Layers.of(compute));
            network.restore(judge.parameters());
            agree("output", network.train(wide), expected, tolerance);
            agree("both", network.backward(slopes, Wanted.BOTH), byInput, tolerance);
            agree("parameters", network.gradient(), judge.gradient(), tolerance);
            network.gradient().assign(0);
            network.backward(slopes, Wanted.BY_PARAMETERS);
            agree("parameters alone", network.gradient(), judge.gradient(), tolerance);
            agree("input alone", network.backward(slopes, Wanted.BY_INPUT), byInput, tolerance);
            agree("inference", network.infer(wide), inferred, tolerance);
          }
          return 0;
        });
    StepMemory.release();
  }

  /** Biases and scales that are not what networks begin with. */
  private static void shake(INDArray parameters) {
    double[] values = new SplittableRandom(2).doubles(parameters.length(), 0, .01).toArray();
    parameters.addi(Nd4j.createFromArray(values).reshape(parameters.shape()));
  }

  private static INDArray batch(float[] values, Shape shape) {
    INDArray flat = Nd4j.createFromArray(values);
    int images = values.length / shape.size();
    return shape.flat()
        ? flat.reshape('c', images, shape.size())
        : flat.reshape('c', images, shape.channels(), shape.height(), shape.width());
  }

  private static float[] values(int count) {
    SplittableRandom random = new SplittableRandom(count);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextDouble(-1, 1);
    }
    return values;
  }

  /** The distance is at most so much of the expected array's length. */
  private static void agree(String what, INDArray found, INDArray expected, double tolerance) {
    INDArray difference = found.castTo(DataType.DOUBLE).reshape(expected.shape()).sub(expected);
    double relative = difference.norm2Number().doubleValue() / expected.norm2Number().doubleValue();
    assertThat(relative).as(what).isLessThan(tolerance);
  }
}
