package io.sparkgan.gan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sparkgan.TinyRecipes;
import io.sparkgan.config.Recipe;
import io.sparkgan.nn.Layers;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Two losses of the same logits: what one backward pass gives is what two give. */
final class OneBackwardForBothTest {
  private static final int IMAGES = 4;
  private static final double[] OF_PARAMETERS = {.3, -.01, .2, .7};
  private static final double[] OF_IMAGES = {-.5, .4, -1e-3, 0};

  private final SplittableRandom random = new SplittableRandom(3);

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "recipe.packing=1",
        "recipe.packing=2",
        "recipe.conditional=true",
        "recipe.discriminator.layers=[{type=flatten},{type=dense,units=5},"
            + "{type=batch-norm,momentum=0.9,epsilon=1e-3},{type=tanh},{type=dense,units=1}]"
      })
  void gradientsAreThoseOfTwoPasses(String set) {
    assertAgreement(TinyRecipes.configured(set), OF_PARAMETERS);
  }

  @ParameterizedTest(name = "a slope of {0}")
  @ValueSource(doubles = {0, 1e-300})
  void aLossThatHardlyDependsOnALogitTakesTwoPasses(double slope) {
    double[] slopes = OF_PARAMETERS.clone();
    slopes[0] = slope;
    assertAgreement(TinyRecipes.configured("recipe.packing=1"), slopes);
  }

  private void assertAgreement(Recipe recipe, double[] slopes) {
    Discriminator discriminator = new Discriminator(recipe, Layers.dl4j(DataType.DOUBLE));
    int logits = IMAGES / recipe.packing();
    double[] ofParameters = Arrays.copyOf(slopes, logits);
    double[] ofImages = Arrays.copyOf(OF_IMAGES, logits);
    StepMemory.during(
        () -> {
          discriminator.network().seedDropout(5);
          discriminator.train(images(recipe));
          INDArray byImages = discriminator.backwardToImages(ofImages);
          discriminator.backwardToParameters(ofParameters);
          double[] byParameters = discriminator.gradient().toDoubleVector();
          discriminator.gradient().assign(0);

          INDArray found = discriminator.backward(ofParameters, ofImages);

          assertThat(discriminator.gradient().toDoubleVector())
              .containsExactly(byParameters, within(1e-14));
          assertThat(found.dup('c').data().asDouble())
              .containsExactly(byImages.dup('c').data().asDouble(), within(1e-14));
          return 0;
        });
    StepMemory.release();
  }

  private Images images(Recipe recipe) {
    double[] pixels = random.doubles(IMAGES * 16L, -1, 1).toArray();
    int[] classes = recipe.conditional() ? new int[] {3, 1, 4, 1} : new int[0];
    return new Images(Nd4j.createFromArray(pixels).reshape(IMAGES, 1, 4, 4), classes);
  }
}
