package io.sparkgan.gan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.typesafe.config.Config;
import io.sparkgan.config.LayerSpec;
import io.sparkgan.config.NetworkSpec;
import io.sparkgan.config.Recipe;
import io.sparkgan.config.SettingsReader;
import io.sparkgan.config.SettingsSources;
import io.sparkgan.gan.LocalStep.StepVerdicts;
import io.sparkgan.nn.Layers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Three local steps of every recipe, and of every recipe with its quirks, give the losses and the
 * parameters that an independent PyTorch implementation gives; see {@code src/test/parity}.
 */
final class AgreesWithPyTorchTest {
  private static final double TOLERANCE = 1e-8;

  @AfterEach
  void release() {
    StepMemory.release();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "quick-dcgan",
        "tf-dcgan",
        "numpy-mlp",
        "numpy-mlp-faithful",
        "keras-mlp",
        "keras-mlp-faithful",
        "oreilly-cnn",
        "oreilly-cnn-faithful",
        "rmsprop-dcgan",
        "rmsprop-dcgan-faithful"
      })
  void lossesAndParametersAfterThreeSteps(String name) {
    Config golden = ParityInputs.golden(name);
    Recipe recipe = recipe(golden);
    GanNetworks networks = new GanNetworks(recipe, Layers.dl4j(DataType.DOUBLE));
    start(networks.generator().network(), "generator", recipe.generator());
    start(networks.discriminator().network(), "discriminator", recipe.discriminator());
    networks.generator().network().seedDropout(1000);
    networks.discriminator().network().seedDropout(2000);
    LocalStep step = LocalStep.of(recipe);

    List<? extends Config> steps = golden.getConfigList("steps");
    for (int i = 0; i < steps.size(); i++) {
      long before = i;
      StepVerdicts verdicts =
          StepMemory.during(() -> step.run(networks, inputs(recipe, before), before));
      compare(verdicts, steps.get(i), "step " + i);
    }

    for (Config parameter : golden.getConfigList("parameters")) {
      compare(networks, parameter);
    }
  }

  private static Recipe recipe(Config golden) {
    List<String> sets = new ArrayList<>();
    sets.add("recipe.faithful=" + golden.getBoolean("faithful"));
    sets.add("recipe.updates.discriminatorWarmUp=" + golden.getInt("discriminatorWarmUp"));
    for (String key : List.of("real", "generated", "generator", "perUpdate")) {
      sets.add("recipe.batch.%s=%d".formatted(key, golden.getInt("batch." + key)));
    }
    return SettingsReader.read(SettingsSources.recipe(golden.getString("recipe")).withSets(sets))
        .settings()
        .recipe();
  }

  private static void start(Network network, String name, NetworkSpec spec) {
    boolean scaled =
        spec.layers().stream()
            .noneMatch(l -> l instanceof LayerSpec.BatchNorm norm && !norm.scale());
    for (int layer = 0; layer < network.model().getnLayers(); layer++) {
      String at = name + "/" + layer + "/";
      network
          .model()
          .getLayer(layer)
          .paramTable()
          .forEach(
              (key, values) ->
                  values.assign(
                      Nd4j.createFromArray(
                              ParityInputs.start(at + key, (int) values.length(), scaled))
                          .reshape('c', values.shape())));
    }
  }

  private static StepInputs inputs(Recipe recipe, long step) {
    int count = recipe.batch().real();
    int size = count * recipe.image().size();
    String real = "real/%d/0".formatted(step);
    double[] pixels =
        recipe.pixels() == Recipe.PixelRange.UNIT
            ? ParityInputs.uniform(real, size)
            : ParityInputs.symmetric(real, size);
    List<Noise> noise = new ArrayList<>();
    noise.add(
        noise(recipe, "latents/discriminator/%d/0".formatted(step), recipe.batch().generated()));
    if (recipe.latent().generatorTurn() == Recipe.Latent.ForGenerator.FRESH) {
      noise.add(noise(recipe, "latents/generator/%d".formatted(step), recipe.batch().generator()));
    }
    INDArray images = Nd4j.createFromArray(pixels).reshape(count, 1, 28, 28);
    return new GivenInputs(List.of(new Images(images, new int[0])), noise);
  }

  private static Noise noise(Recipe recipe, String stream, int images) {
    int size = recipe.latent().size();
    double[] values = ParityInputs.symmetric(stream, images * size);
    return new Noise(Nd4j.createFromArray(values).reshape(images, size), new int[0]);
  }

  private static void compare(StepVerdicts found, Config expected, String step) {
    assertThat(found.real().loss())
        .as("%s, on real", step)
        .isCloseTo(expected.getDouble("discriminatorReal"), near(1));
    assertThat(found.generated().loss())
        .as("%s, on generated", step)
        .isCloseTo(expected.getDouble("discriminatorGenerated"), near(1));
    if (!expected.getIsNull("generator")) {
      assertThat(found.generatorTurn().loss())
          .as("%s, generator", step)
          .isCloseTo(expected.getDouble("generator"), near(1));
    }
  }

  private static void compare(GanNetworks networks, Config expected) {
    String name = expected.getString("name");
    String[] path = name.split("/", -1);
    Network network =
        path[0].equals("generator")
            ? networks.generator().network()
            : networks.discriminator().network();
    double[] values =
        network
            .model()
            .getLayer(Integer.parseInt(path[1]))
            .getParam(path[2])
            .dup('c')
            .data()
            .asDouble();
    double squares = Arrays.stream(values).map(v -> v * v).sum();
    double magnitude = 1 + Arrays.stream(values).map(Math::abs).sum();

    List<Integer> indices = expected.getIntList("indices");
    List<Double> some = expected.getDoubleList("values");
    for (int i = 0; i < some.size(); i++) {
      assertThat(values[indices.get(i)])
          .as("%s[%d]", name, indices.get(i))
          .isCloseTo(some.get(i), near(1));
    }
    assertThat(Arrays.stream(values).sum())
        .as("sum of %s", name)
        .isCloseTo(expected.getDouble("sum"), near(magnitude));
    assertThat(squares)
        .as("sum of squares of %s", name)
        .isCloseTo(expected.getDouble("sumOfSquares"), near(1 + squares));
  }

  private static Offset<Double> near(double magnitude) {
    return within(TOLERANCE * magnitude);
  }
}
