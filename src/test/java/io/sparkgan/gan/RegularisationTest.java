package io.sparkgan.gan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sparkgan.TinyRecipes;
import io.sparkgan.config.Loss.Regularisation.GradientPenalty;
import io.sparkgan.config.Recipe;
import io.sparkgan.nn.Layers;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** On a smooth discriminator of three layers, with dropout, in double precision. */
final class RegularisationTest {
  private static final int IMAGES = 4;

  private final SplittableRandom random = new SplittableRandom(3);

  /** Rectifiers have kinks, which a difference of a difference must not cross. */
  private static final String KINKED =
      "recipe.discriminator.layers=[{type=flatten},{type=dense,units=12},"
          + "{type=leaky-relu,slope=0.2},{type=dropout,rate=0.3},{type=dense,units=12},"
          + "{type=relu},{type=dense,units=1}]";

  private static final String SMOOTH = "recipe.faithful=false";

  @ParameterizedTest
  @CsvSource({
    "R1, 1, false",
    "ONE_CENTRED, 1, false",
    "R1, 2, false",
    "ONE_CENTRED, 2, false",
    "R1, 1, true",
    "ONE_CENTRED, 1, true"
  })
  void gradientOfThePenaltyAgreesWithFiniteDifferencesOfIt(
      GradientPenalty kind, int packing, boolean kinked) {
    Recipe recipe =
        TinyRecipes.configured(
            kinked ? KINKED : SMOOTH,
            "recipe.regularisation.gradientPenalty="
                + kind.name().toLowerCase(Locale.ROOT).replace('_', '-'),
            "recipe.regularisation.penaltyWeight=3",
            "recipe.packing=" + packing);
    Discriminator discriminator = discriminator(recipe);
    Images real = images();
    Images generated = images();
    StepInputs halves = new GivenInputs(List.of(), List.of());

    double[] added =
        StepMemory.during(
            () -> {
              discriminator.network().seedDropout(5);
              discriminator.gradient().assign(0);
              io.sparkgan.gan.GradientPenalty.of(recipe.loss().regularisation())
                  .orElseThrow()
                  .add(1, discriminator, real, generated, halves);
              return discriminator.gradient().toDoubleVector();
            });

    double[] expected = new double[added.length];
    INDArray parameters = discriminator.network().model().params();
    for (int i = 0; i < expected.length; i++) {
      double value = parameters.getDouble(i);
      double h = kinked ? 1e-9 : 1e-5;
      parameters.putScalar(i, value + h);
      double up = penalty(discriminator, kind, real, generated, packing);
      parameters.putScalar(i, value - h);
      double down = penalty(discriminator, kind, real, generated, packing);
      parameters.putScalar(i, value);
      expected[i] = 3 * (up - down) / (2 * h);
    }
    double largest = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
    assertThat(largest).isGreaterThan(.01);
    assertThat(added).containsExactly(expected, within(1e-3 * largest));
  }

  /** By its definition, with the dropout of the same seed. */
  private static double penalty(
      Discriminator discriminator,
      GradientPenalty kind,
      Images real,
      Images generated,
      int packing) {
    return StepMemory.during(
        () -> {
          discriminator.network().seedDropout(5);
          Images at =
              kind == GradientPenalty.R1
                  ? real
                  : new Images(real.pixels().add(generated.pixels()).muli(.5), real.classes());
          int logits = discriminator.train(at).count();
          double[] ones = new double[logits];
          Arrays.fill(ones, 1);
          double[] norms =
              discriminator
                  .backward(ones)
                  .reshape('c', IMAGES / packing, -1)
                  .norm2(1)
                  .toDoubleVector();
          return Arrays.stream(norms)
              .map(n -> kind == GradientPenalty.R1 ? n * n / 2 : (n - 1) * (n - 1))
              .average()
              .orElseThrow();
        });
  }

  @Test
  void everyWeightMatrixInUseHasALargestSingularValueOfOne() {
    Discriminator discriminator =
        discriminator(TinyRecipes.configured("recipe.regularisation.spectralNorm=true"));
    for (int layer : new int[] {0, 3, 5}) {
      INDArray weights = discriminator.network().model().getLayer(layer).getParam("W");
      INDArray matrix =
          weights.reshape('c', weights.size(0), weights.length() / weights.size(0)).dup();
      assertThat(largestSingularValue(matrix)).isCloseTo(1, within(1e-2));
    }
  }

  /** The root of the largest eigenvalue of M'M, by many multiplications with itself. */
  private static double largestSingularValue(INDArray matrix) {
    INDArray power = matrix.transpose().mmul(matrix);
    double log = 0;
    for (int i = 0; i < 30; i++) {
      double norm = power.norm2Number().doubleValue();
      log = 2 * (log + Math.log(norm));
      power = power.div(norm);
      power = power.mmul(power);
    }
    log += Math.log(power.norm2Number().doubleValue());
    return Math.exp(log / Math.pow(2, 30) / 2);
  }

  @Test
  void theOptimiserSeesTheGradientByTheWeightsThatAreNotNormalised() {
    Recipe recipe = TinyRecipes.configured("recipe.regularisation.spectralNorm=true");
    Network network =
        new Network(
            recipe.discriminator(), recipe.discriminatorInput(), Layers.dl4j(DataType.DOUBLE));
    INDArray parameters = network.model().params();
    double[] start = random.doubles(parameters.length(), -.6, .6).toArray();
    SpectralNorm norm = new SpectralNorm(network.model());
    Images images = images();

    double[] expected = new double[start.length];
    for (int i = 0; i < start.length; i++) {
      double h = 1e-5;
      expected[i] =
          (sum(network, norm, shifted(start, i, h), images)
                  - sum(network, norm, shifted(start, i, -h), images))
              / (2 * h);
    }
    sum(network, norm, start, images);
    double[] gradient =
        StepMemory.during(
            () -> {
              network.seedDropout(5);
              network.train(images.pixels());
              network.backward(Nd4j.ones(DataType.DOUBLE, IMAGES, 1), Network.Wanted.BOTH);
              norm.remove();
              return network.gradient().toDoubleVector();
            });

    double largest = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
    // Power iteration ends a little before the largest singular value.
    assertThat(gradient).containsExactly(expected, within(.01 * largest));
  }

  private static double[] shifted(double[] values, int index, double by) {
    double[] shifted = values.clone();
    shifted[index] += by;
    return shifted;
  }

  private static double sum(
      Network network, SpectralNorm norm, double[] parameters, Images images) {
    network.model().params().assign(Nd4j.createFromArray(parameters).reshape(1, parameters.length));
    norm.begin();
    return StepMemory.during(
        () -> {
          network.seedDropout(5);
          return network.train(images.pixels()).sumNumber().doubleValue();
        });
  }

  /** The first step of an RMSProp without memory goes one rate along the sign of the gradient. */
  private static Optimiser gradientDescent(int parameters) {
    return new Optimiser(
        new io.sparkgan.config.OptimiserSpec.RmsProp(
            .01, 0, 1e-12, new io.sparkgan.config.Schedule.Constant()),
        parameters,
        DataType.DOUBLE,
        new UpdateCount());
  }

  @Test
  void restoringWhatWasReadChangesNothing() {
    Discriminator discriminator =
        discriminator(TinyRecipes.configured("recipe.regularisation.spectralNorm=true"));
    float[] parameters = discriminator.parameters();
    double[] seen = discriminator.network().model().params().toDoubleVector();

    discriminator.restore(parameters);

    assertThat(discriminator.parameters()).isEqualTo(parameters);
    assertThat(discriminator.network().model().params().toDoubleVector())
        .containsExactly(seen, within(1e-5));
  }

  @ParameterizedTest
  @ValueSource(doubles = {.01, .2})
  void clippedParametersStayWithinTheLimit(double limit) {
    Discriminator discriminator =
        discriminator(TinyRecipes.configured("recipe.regularisation.weightClip=" + limit));
    Images images = images();
    StepMemory.during(
        () -> {
          discriminator.network().seedDropout(5);
          discriminator.train(images);
          discriminator.backward(new double[] {1, 1, 1, 1});
          discriminator.learn(gradientDescent(discriminator.parameters().length));
          return true;
        });

    assertThat(discriminator.parameters()).contains((float) limit, (float) -limit);
    for (float value : discriminator.parameters()) {
      assertThat(Math.abs(value)).isLessThanOrEqualTo((float) limit);
    }
  }

  private Discriminator discriminator(Recipe recipe) {
    Discriminator discriminator = new Discriminator(recipe, Layers.dl4j(DataType.DOUBLE));
    float[] values = new float[(int) discriminator.network().parameterCount()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextDouble(-.6, .6);
    }
    discriminator.restore(values);
    return discriminator;
  }

  private Images images() {
    double[] pixels = random.doubles(IMAGES * 16L, -1, 1).toArray();
    return new Images(Nd4j.createFromArray(pixels).reshape(IMAGES, 1, 4, 4), new int[0]);
  }
}
