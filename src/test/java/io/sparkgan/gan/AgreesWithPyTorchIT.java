package io.sparkgan.gan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.sparkgan.config.Compute;
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
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Three local steps of every recipe, and of every recipe with its quirks, give the losses and the
 * parameters that an independent PyTorch implementation gives; see {@code src/test/parity}. DL4J's
 * layers give them in double precision, and oneDNN's in single precision.
 */
final class AgreesWithPyTorchIT {
  private static final double TOLERANCE = 1e-8;
  private static final double SINGLE = 1e-4;
  private static final double OF_THE_WAY = 1e-2;
  private static final Config FEW =
      ConfigFactory.parseMap(Map.of("real", 2, "generated", 2, "generator", 2, "perUpdate", 0));

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
    GanNetworks networks = start(recipe);
    List<double[]> begun = values(networks);
    GanNetworks fast = oneDnn(recipe, networks);

    List<? extends Config> steps = golden.getConfigList("steps");
    compare(train(recipe, networks, steps.size()), steps, TOLERANCE);
    for (Config parameter : golden.getConfigList("parameters")) {
      compare(networks, parameter);
    }
    if (hasDropout(recipe)) {
      // oneDNN's layers have other masks; see below.
      return;
    }
    compare(train(recipe, fast, steps.size()), steps, SINGLE);
    compare(fast, networks, begun);
  }

  /** Without its dropout a recipe is not the reference's, so DL4J in double precision judges. */
  @ParameterizedTest
  @ValueSource(strings = {"tf-dcgan", "rmsprop-dcgan"})
  void oneDnnTakesTheSameStepsWithoutDropout(String name) {
    Recipe recipe = withoutDropout(recipe(ParityInputs.golden(name), FEW));
    GanNetworks networks = start(recipe);
    List<double[]> begun = values(networks);
    GanNetworks fast = oneDnn(recipe, networks);

    List<StepVerdicts> expected = train(recipe, networks, 2);
    List<StepVerdicts> found = train(recipe, fast, 2);

    for (int i = 0; i < expected.size(); i++) {
      near(found.get(i).real(), expected.get(i).real().loss(), "real", SINGLE);
      near(found.get(i).generated(), expected.get(i).generated().loss(), "generated", SINGLE);
      near(found.get(i).generatorTurn(), expected.get(i).generatorTurn().loss(), "turn", SINGLE);
    }
    compare(fast, networks, begun);
  }

  private static boolean hasDropout(Recipe recipe) {
    return !withoutDropout(recipe).equals(recipe);
  }

  private static Recipe withoutDropout(Recipe recipe) {
    return new Recipe(
        recipe.name(),
        recipe.description(),
        recipe.source(),
        recipe.image(),
        recipe.pixels(),
        recipe.classes(),
        recipe.packing(),
        recipe.latent(),
        recipe.batch(),
        recipe.loss(),
        recipe.updates(),
        withoutDropout(recipe.generator()),
        withoutDropout(recipe.discriminator()),
        recipe.bf16());
  }

  private static NetworkSpec withoutDropout(NetworkSpec spec) {
    return new NetworkSpec(
        spec.layers().stream().filter(it -> !(it instanceof LayerSpec.Dropout)).toList(),
        spec.weights(),
        spec.biases(),
        spec.optimiser());
  }

  private static GanNetworks start(Recipe recipe) {
    GanNetworks networks = new GanNetworks(recipe, Layers.dl4j(DataType.DOUBLE));
    start(networks.generator().network(), "generator", recipe.generator());
    start(networks.discriminator().network(), "discriminator", recipe.discriminator());
    networks.generator().network().seedDropout(1000);
    networks.discriminator().network().seedDropout(2000);
    return networks;
  }

  /** The same parameters, rounded. */
  private static GanNetworks oneDnn(Recipe recipe, GanNetworks start) {
    GanNetworks networks =
        new GanNetworks(
            recipe, Layers.of(new Compute(Compute.Backend.ONEDNN, Compute.Precision.F32)));
    networks.generator().network().restore(start.generator().network().parameters());
    networks.discriminator().network().restore(start.discriminator().network().parameters());
    return networks;
  }

  private static List<StepVerdicts> train(Recipe recipe, GanNetworks networks, int steps) {
    LocalStep step = LocalStep.of(recipe);
    DataType numbers = networks.generator().network().dataType();
    return LongStream.range(0, steps)
        .mapToObj(
            before ->
                StepMemory.during(
                    () -> step.run(networks, inputs(recipe, before, numbers), before)))
        .toList();
  }

  /**
   * Adam and RMSProp go as far along a gradient that is nearly 0 as along any other, and along that
   * in single precision perhaps the other way. So the distance of all parameters counts, as a share
   * of the way that they have come.
   */
  private static void compare(GanNetworks found, GanNetworks expected, List<double[]> start) {
    List<double[]> exact = values(expected);
    // The layers of both are not the same ones, but their parameters lie in the same order.
    expected.generator().network().restore(found.generator().network().parameters());
    expected.discriminator().network().restore(found.discriminator().network().parameters());
    List<double[]> single = values(expected);
    for (int i = 0; i < start.size(); i++) {
      double way = distance(start.get(i), exact.get(i));
      assertThat(distance(single.get(i), exact.get(i)))
          .as("distance of values %d, beside a way of %s", i, way)
          .isLessThanOrEqualTo(OF_THE_WAY * way);
    }
  }

  private static double distance(double[] from, double[] to) {
    double sum = 0;
    for (int i = 0; i < from.length; i++) {
      sum += Math.pow(to[i] - from[i], 2);
    }
    return Math.sqrt(sum);
  }

  /** What each network of DL4J's layers learns, and its running statistics, which go farther. */
  private static List<double[]> values(GanNetworks networks) {
    return Stream.of(networks.generator().network(), networks.discriminator().network())
        .flatMap(it -> Stream.of(values(it, false), values(it, true)))
        .toList();
  }

  private static double[] values(Network network, boolean statistics) {
    return Stream.of(network.model().getLayers())
        .flatMap(layer -> layer.paramTable().entrySet().stream())
        .filter(entry -> List.of("mean", "var").contains(entry.getKey()) == statistics)
        .flatMapToDouble(entry -> DoubleStream.of(entry.getValue().dup('c').data().asDouble()))
        .toArray();
  }

  private static Recipe recipe(Config golden) {
    return recipe(golden, golden.getConfig("batch"));
  }

  private static Recipe recipe(Config golden, Config batch) {
    List<String> sets = new ArrayList<>();
    // The reference is told no classes.
    sets.add("recipe.conditional=false");
    sets.add("recipe.faithful=" + golden.getBoolean("faithful"));
    sets.add("recipe.updates.discriminatorWarmUp=" + golden.getInt("discriminatorWarmUp"));
    for (String key : List.of("real", "generated", "generator", "perUpdate")) {
      sets.add("recipe.batch.%s=%d".formatted(key, batch.getInt(key)));
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

  private static StepInputs inputs(Recipe recipe, long step, DataType numbers) {
    int count = recipe.batch().real();
    int size = count * recipe.image().size();
    String real = "real/%d/0".formatted(step);
    double[] pixels =
        recipe.pixels() == Recipe.PixelRange.UNIT
            ? ParityInputs.uniform(real, size)
            : ParityInputs.symmetric(real, size);
    List<Noise> noise = new ArrayList<>();
    noise.add(
        noise(
            recipe,
            "latents/discriminator/%d/0".formatted(step),
            recipe.batch().generated(),
            numbers));
    if (recipe.latent().generatorTurn() == Recipe.Latent.ForGenerator.FRESH) {
      noise.add(
          noise(
              recipe, "latents/generator/%d".formatted(step), recipe.batch().generator(), numbers));
    }
    INDArray images = Nd4j.createFromArray(pixels).castTo(numbers).reshape(count, 1, 28, 28);
    return new GivenInputs(List.of(new Images(images, new int[0])), noise);
  }

  private static Noise noise(Recipe recipe, String stream, int images, DataType numbers) {
    int size = recipe.latent().size();
    double[] values = ParityInputs.symmetric(stream, images * size);
    return new Noise(
        Nd4j.createFromArray(values).castTo(numbers).reshape(images, size), new int[0]);
  }

  private static void compare(
      List<StepVerdicts> found, List<? extends Config> expected, double tolerance) {
    for (int i = 0; i < expected.size(); i++) {
      String step = "step " + i;
      Config golden = expected.get(i);
      near(found.get(i).real(), golden.getDouble("discriminatorReal"), step, tolerance);
      near(found.get(i).generated(), golden.getDouble("discriminatorGenerated"), step, tolerance);
      if (!golden.getIsNull("generator")) {
        near(found.get(i).generatorTurn(), golden.getDouble("generator"), step, tolerance);
      }
    }
  }

  private static void near(Verdict found, double loss, String what, double tolerance) {
    assertThat(found.loss()).as(what).isCloseTo(loss, within(tolerance * Math.max(1, loss)));
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
