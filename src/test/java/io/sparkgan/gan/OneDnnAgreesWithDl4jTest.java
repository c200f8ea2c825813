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
import io.sparkgan.nn.OneDnn;
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
                      name + " D", recipe.discriminator(), recipe.discriminatorInput(), images));
            });
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("networks")
  void outputsAndGradientsAreThoseOfDl4j(String name, NetworkSpec spec, Shape input, int images) {
    Judgement judgement = Judgement.of(smooth(spec), input, images);

    judgement.compare(Layers.of(F32), 1e-4);
    if (OneDnn.computesBf16()) {
      judgement.compare(Layers.of(BF16), 3e-2);
    }
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

  /** What DL4J's own layers make of a batch, which is costly. */
  private record Judgement(
      NetworkSpec spec,
      Shape input,
      float[] parameters,
      float[] batch,
      float[] slopes,
      INDArray output,
      INDArray byInput,
      INDArray byParameters,
      INDArray byTwice,
      INDArray inference) {

    static Judgement of(NetworkSpec spec, Shape input, int images) {
      Network judge = new Network(spec, input, Layers.dl4j(DataType.DOUBLE));
      new WeightInitialiser(spec, new SplittableRandom(1)).apply(judge.model());
      shake(judge.model().params());
      // Both have the same, to the last bit.
      float[] parameters = judge.parameters();
      judge.restore(parameters);
      float[] values = values(images * input.size());
      float[] slopes = values(images * spec.output(input).size());
      Judgement judgement =
          StepMemory.during(
              () -> {
                INDArray batch = shaped(values, input).castTo(DataType.DOUBLE);
                INDArray output = judge.train(batch);
                INDArray byOutput = Nd4j.createFromArray(slopes).castTo(DataType.DOUBLE);
                INDArray byInput = judge.backward(byOutput.reshape(output.shape()), Wanted.BOTH);
                INDArray byParameters = judge.gradient().dup();
                // Moves of running statistics are in it, too, and not twice as large.
                judge.backward(byOutput.reshape(output.shape()).mul(2), Wanted.BY_PARAMETERS);
                return new Judgement(
                    spec,
                    input,
                    parameters,
                    values,
                    slopes,
                    output.detach(),
                    byInput.detach(),
                    byParameters.detach(),
                    judge.gradient().dup().detach(),
                    judge.infer(batch).detach());
              });
      StepMemory.release();
      return judgement;
    }

    void compare(Layers layers, double tolerance) {
      Network network = new Network(spec, input, layers);
      network.restore(parameters);
      StepMemory.during(
          () -> {
            INDArray images = shaped(batch, input);
            INDArray byOutput = Nd4j.createFromArray(slopes).reshape(output.shape());
            agree("output", network.train(images), output, tolerance);
            agree("both", network.backward(byOutput, Wanted.BOTH), byInput, tolerance);
            agree("parameters", network.gradient(), byParameters, tolerance);
            // Gradients are other ones than before, so what is left of those would be seen.
            network.backward(byOutput.mul(2), Wanted.BY_PARAMETERS);
            agree("parameters alone", network.gradient(), byTwice, tolerance);
            INDArray alone = network.backward(byOutput.mul(-3), Wanted.BY_INPUT);
            agree("input alone", alone, byInput.mul(-3), tolerance);
            agree("inference", network.infer(images), inference, tolerance);
            return 0;
          });
      StepMemory.release();
    }
  }

  /** Biases and scales that are not what networks begin with, and no function is saturated. */
  private static void shake(INDArray parameters) {
    double[] values = new SplittableRandom(2).doubles(parameters.length(), -.01, .01).toArray();
    parameters.addi(Nd4j.createFromArray(values).reshape(parameters.shape()));
  }

  private static INDArray shaped(float[] values, Shape shape) {
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
