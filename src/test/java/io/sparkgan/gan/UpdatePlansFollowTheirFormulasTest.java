package io.sparkgan.gan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sparkgan.TinyRecipes;
import io.sparkgan.config.OptimiserSpec;
import io.sparkgan.config.Recipe;
import io.sparkgan.config.Recipe.Latent.ForGenerator;
import io.sparkgan.config.Updates;
import io.sparkgan.gan.LocalStep.StepVerdicts;
import io.sparkgan.gan.Logits.Target;
import io.sparkgan.gan.PlainPerceptron.Pass;
import io.sparkgan.nn.Layers;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntUnaryOperator;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Three local steps of every plan in double precision, each compared with one in plain loops:
 * parameters and both moments of Adam of both networks. An epsilon this large tells TensorFlow's
 * Adam from PyTorch's.
 */
final class UpdatePlansFollowTheirFormulasTest {
  private static final OptimiserSpec.Adam ADAM = TinyRecipes.adam(.02, .6, .95, 1e-3);
  private static final Offset<Double> ROUNDING = within(1e-10);
  private static final int STEPS = 3;

  private final SplittableRandom random = new SplittableRandom(11);

  @ParameterizedTest
  @CsvSource({
    "JOINT, REUSE",
    "JOINT, FRESH",
    "SEPARATE, REUSE",
    "SEPARATE, FRESH",
    "SIMULTANEOUS, REUSE"
  })
  void parametersAndMomentsAfterEveryStep(Updates.Plan plan, ForGenerator turn) {
    Recipe recipe = TinyRecipes.perceptrons(plan, turn, ADAM);
    GanNetworks networks = new GanNetworks(recipe, Layers.dl4j(DataType.DOUBLE));
    PlainPerceptron generator =
        new PlainPerceptron(3, 5, 4, true, ADAM, draw(networks.generator().network()));
    PlainPerceptron discriminator =
        new PlainPerceptron(4, 6, 1, false, ADAM, draw(networks.discriminator().network()));

    for (int step = 0; step < STEPS; step++) {
      double[][] real = matrix(recipe.batch().real(), 4);
      double[][] latents = matrix(recipe.batch().generated(), 3);
      double[][] others =
          turn == ForGenerator.REUSE ? latents : matrix(recipe.batch().generator(), 3);
      int updaterSteps = step;
      StepMemory.during(
          () -> LocalStep.of(recipe).run(networks, inputs(real, latents, others), updaterSteps));
      plainStep(plan, generator, discriminator, real, latents, others);

      assertEqual(
          networks.generator().network(),
          networks.optimisers().generator(),
          generator,
          "generator, step " + step);
      assertEqual(
          networks.discriminator().network(),
          networks.optimisers().discriminator(Target.REAL),
          discriminator,
          "discriminator, step " + step);
    }
  }

  @ParameterizedTest
  @CsvSource({"JOINT, FRESH", "SEPARATE, FRESH", "SIMULTANEOUS, REUSE"})
  void verdictsAreThoseTheLossesAreMadeOf(Updates.Plan plan, ForGenerator turn) {
    Recipe recipe = TinyRecipes.perceptrons(plan, turn, ADAM);
    GanNetworks networks = new GanNetworks(recipe, Layers.dl4j(DataType.DOUBLE));
    PlainPerceptron generator =
        new PlainPerceptron(3, 5, 4, true, ADAM, draw(networks.generator().network()));
    PlainPerceptron discriminator =
        new PlainPerceptron(4, 6, 1, false, ADAM, draw(networks.discriminator().network()));
    double[][] real = matrix(recipe.batch().real(), 4);
    double[][] latents = matrix(recipe.batch().generated(), 3);
    double[][] others =
        turn == ForGenerator.REUSE ? latents : matrix(recipe.batch().generator(), 3);
    double[] onReal = logits(discriminator.forward(real));

    StepVerdicts verdicts =
        StepMemory.during(
            () -> LocalStep.of(recipe).run(networks, inputs(real, latents, others), 0));

    assertThat(verdicts.real().logits().values()).containsExactly(onReal, ROUNDING);
    assertThat(verdicts.generated().logits().values()).hasSize(recipe.batch().generated());
    assertThat(verdicts.generatorTurn().logits().values()).hasSize(recipe.batch().generator());
    if (plan != Updates.Plan.SEPARATE) {
      // There the discriminator has moved already when it sees them.
      assertThat(verdicts.generated().logits().values())
          .containsExactly(
              logits(discriminator.forward(generator.forward(latents).outputs())), ROUNDING);
    }
  }

  private static void plainStep(
      Updates.Plan plan,
      PlainPerceptron generator,
      PlainPerceptron discriminator,
      double[][] real,
      double[][] latents,
      double[][] others) {
    Pass generated = generator.forward(latents);
    switch (plan) {
      case JOINT -> {
        double[][] all =
            Stream.of(real, generated.outputs()).flatMap(Arrays::stream).toArray(double[][]::new);
        discriminator.adam(gradient(discriminator, all, n -> n < real.length ? 1 : 0));
      }
      case SEPARATE -> {
        discriminator.adam(gradient(discriminator, real, n -> 1));
        discriminator.adam(gradient(discriminator, generated.outputs(), n -> 0));
      }
      case SIMULTANEOUS -> {
        double[] sum = gradient(discriminator, real, n -> 1);
        double[] onGenerated = gradient(discriminator, generated.outputs(), n -> 0);
        Arrays.setAll(sum, i -> sum[i] + onGenerated[i]);
        generatorTurn(generator, discriminator, generated);
        discriminator.adam(sum);
        return;
      }
    }
    generatorTurn(
        generator, discriminator, latents == others ? generated : generator.forward(others));
  }

  private static void generatorTurn(
      PlainPerceptron generator, PlainPerceptron discriminator, Pass generated) {
    Pass pass = discriminator.forward(generated.outputs());
    double[][] byImages = discriminator.byInputs(pass, byLogits(pass, n -> 1));
    generator.adam(generator.gradient(generated, byImages));
  }

  private static double[] gradient(
      PlainPerceptron discriminator, double[][] images, IntUnaryOperator label) {
    Pass pass = discriminator.forward(images);
    return discriminator.gradient(pass, byLogits(pass, label));
  }

  /** Derivative of mean cross-entropy. */
  private static double[][] byLogits(Pass pass, IntUnaryOperator label) {
    double[] logits = logits(pass);
    double[][] result = new double[logits.length][1];
    for (int n = 0; n < logits.length; n++) {
      double probability = 1 / (1 + Math.exp(-logits[n]));
      result[n][0] = (probability - label.applyAsInt(n)) / logits.length;
    }
    return result;
  }

  private static double[] logits(Pass pass) {
    double[] logits = new double[pass.outputs().length];
    for (int n = 0; n < logits.length; n++) {
      logits[n] = pass.outputs()[n][0];
    }
    return logits;
  }

  private static void assertEqual(
      Network network, Optimiser optimiser, PlainPerceptron plain, String name) {
    assertThat(network.model().params().toDoubleVector())
        .as("parameters of the %s", name)
        .containsExactly(plain.parameters(), ROUNDING);
    assertThat(optimiser.memory().toDoubleVector())
        .as("moments of the %s", name)
        .containsExactly(plain.updaterState(), ROUNDING);
  }

  /** Gives a network new parameters, and tells which. */
  private double[] draw(Network network) {
    INDArray parameters = network.model().params();
    double[] values = random.doubles(parameters.length(), -.8, .8).toArray();
    parameters.assign(Nd4j.createFromArray(values).reshape(parameters.shape()));
    return values;
  }

  private double[][] matrix(int rows, int columns) {
    double[][] result = new double[rows][];
    Arrays.setAll(result, n -> random.doubles(columns, -1, 1).toArray());
    return result;
  }

  private static StepInputs inputs(double[][] real, double[][] latents, double[][] others) {
    Noise first = new Noise(array(latents), new int[0]);
    List<Noise> noise =
        latents == others ? List.of(first) : List.of(first, new Noise(array(others), new int[0]));
    return new GivenInputs(List.of(new Images(images(real), new int[0])), noise);
  }

  private static INDArray images(double[][] pixels) {
    return array(pixels).reshape(pixels.length, 1, 2, 2);
  }

  private static INDArray array(double[][] values) {
    return Nd4j.createFromArray(values);
  }
}
