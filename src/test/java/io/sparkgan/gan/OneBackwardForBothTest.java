package io.sparkgan.gan;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkgan.TinyRecipes;
import io.sparkgan.config.Compute;
import io.sparkgan.config.Compute.Backend;
import io.sparkgan.config.Compute.Precision;
import io.sparkgan.config.Recipe;
import io.sparkgan.nn.Layers;
import io.sparkgan.nn.OneDnn;
import io.sparkgan.nn.TestNetwork;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Two losses of the same logits: what one backward pass gives is what two give. */
final class OneBackwardForBothTest {
  private static final int IMAGES = 4;
  private static final double[] OF_PARAMETERS = {.3, -.01, .2, .7};
  private static final double[] OF_IMAGES = {-.5, .4, -1e-3, 0};

  private final SplittableRandom random = new SplittableRandom(3);

  /** What computes, and how far the gradients of both ways may be apart, relative to them. */
  private record Computed(String name, Layers by, double tolerance) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Stream<Computed> computed() {
    Compute f32 = new Compute(Backend.ONEDNN, Precision.F32);
    Stream<Computed> oneDnn =
        OneDnn.available()
            ? Stream.of(new Computed("onednn f32", Layers.of(f32), 1e-6))
            : Stream.empty();
    return Stream.concat(
        Stream.of(new Computed("dl4j f64", Layers.dl4j(DataType.DOUBLE), 1e-14)), oneDnn);
  }

  static Stream<Arguments> recipes() {
    return Stream.of(
            "recipe.packing=1",
            "recipe.packing=2",
            "recipe.conditional=true",
            "recipe.discriminator.layers=[{type=flatten},{type=dense,units=5},"
                + "{type=batch-norm,momentum=0.9,epsilon=1e-3},{type=tanh},{type=dense,units=1}]")
        .flatMap(set -> computed().map(computed -> Arguments.of(set, computed)));
  }

  @ParameterizedTest(name = "{1}, {0}")
  @MethodSource("recipes")
  void gradientsAreThoseOfTwoPasses(String set, Computed computed) {
    assertAgreement(computed, TinyRecipes.configured(set), OF_PARAMETERS);
  }

  static Stream<Arguments> slopes() {
    return Stream.of(0.0, 1e-300)
        .flatMap(slope -> computed().map(computed -> Arguments.of(slope, computed)));
  }

  @ParameterizedTest(name = "{1}, a slope of {0}")
  @MethodSource("slopes")
  void aLossThatHardlyDependsOnALogitTakesTwoPasses(double slope, Computed computed) {
    double[] slopes = OF_PARAMETERS.clone();
    slopes[0] = slope;
    assertAgreement(computed, TinyRecipes.configured("recipe.packing=1"), slopes);
  }

  private void assertAgreement(Computed computed, Recipe recipe, double[] slopes) {
    Discriminator discriminator = new Discriminator(recipe, computed.by);
    int logits = IMAGES / recipe.packing();
    double[] ofParameters = Arrays.copyOf(slopes, logits);
    double[] ofImages = Arrays.copyOf(OF_IMAGES, logits);
    StepMemory.during(
        () -> {
          discriminator.network().seedDropout(5);
          discriminator.initialise(
              new WeightInitialiser(recipe.discriminator(), new SplittableRandom(7)));
          discriminator.train(images(recipe, discriminator.network().dataType()));
          INDArray byImages = discriminator.backwardToImages(ofImages);
          discriminator.backwardToParameters(ofParameters);
          INDArray byParameters = discriminator.gradient().dup();
          discriminator.gradient().assign(0);

          INDArray found = discriminator.backward(ofParameters, ofImages);

          assertThat(TestNetwork.distance(discriminator.gradient(), byParameters))
              .isLessThan(computed.tolerance);
          assertThat(TestNetwork.distance(found, byImages)).isLessThan(computed.tolerance);
          return 0;
        });
    StepMemory.release();
  }

  private Images images(Recipe recipe, DataType dataType) {
    double[] pixels = random.doubles(IMAGES * 16L, -1, 1).toArray();
    int[] classes = recipe.conditional() ? new int[] {3, 1, 4, 1} : new int[0];
    INDArray images = Nd4j.createFromArray(pixels).castTo(dataType);
    return new Images(images.reshape(IMAGES, 1, 4, 4), classes);
  }
}
