package io.sparkgan.gan;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkgan.TinyRecipes;
import io.sparkgan.config.Recipe;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

final class DiscriminatorInputTest {
  private static final String FLAT =
      "recipe.discriminator.layers=[{type=flatten},{type=dense,units=1}]";

  @Test
  void aClassIsAPlaneOfOnesBehindTheImage() {
    Recipe recipe = TinyRecipes.configured("recipe.conditional=true", "recipe.classes=3");

    INDArray input = new DiscriminatorInput(recipe).encode(images(2, 2, 0));

    assertThat(input.shape()).containsExactly(2, 4, 4, 4);
    assertThat(plane(input, 0, 0)).containsExactly(range(0, 16));
    assertThat(plane(input, 1, 0)).containsExactly(range(16, 32));
    assertThat(sums(input, 0)).containsExactly(0, 0, 16);
    assertThat(sums(input, 1)).containsExactly(16, 0, 0);
  }

  @Test
  void aNetworkThatBeginsWithAFlattenSeesAClassAsOneValueOfSeveral() {
    Recipe recipe = TinyRecipes.configured("recipe.conditional=true", "recipe.classes=3", FLAT);

    INDArray input = new DiscriminatorInput(recipe).encode(images(2, 1, 2));

    assertThat(input.shape()).containsExactly(2, 19);
    assertThat(input.getRow(1).toDoubleVector()).startsWith(range(16, 32)).endsWith(0, 0, 1);
  }

  @Test
  void packedImagesAreChannelsOfOneInput() {
    Recipe recipe = TinyRecipes.configured("recipe.packing=2");

    INDArray input = new DiscriminatorInput(recipe).encode(images(4));

    assertThat(input.shape()).containsExactly(2, 2, 4, 4);
    assertThat(plane(input, 1, 0)).containsExactly(range(32, 48));
    assertThat(plane(input, 1, 1)).containsExactly(range(48, 64));
  }

  @Test
  void gradientsComeBackToThePixelsTheyBelongTo() {
    for (String layers : new String[] {"recipe.faithful=false", FLAT}) {
      Recipe recipe =
          TinyRecipes.configured(
              "recipe.packing=2", "recipe.conditional=true", "recipe.classes=3", layers);
      DiscriminatorInput input = new DiscriminatorInput(recipe);
      Images images = images(4, 0, 1, 2, 0);

      INDArray back = input.pixelGradient(input.encode(images));

      assertThat(back.shape()).containsExactly(4, 1, 4, 4);
      assertThat(back).isEqualTo(images.pixels());
    }
  }

  /** Pixels count up from 0. */
  private static Images images(int count, int... classes) {
    return new Images(Nd4j.createFromArray(range(0, count * 16)).reshape(count, 1, 4, 4), classes);
  }

  private static double[] range(int from, int to) {
    return IntStream.range(from, to).asDoubleStream().toArray();
  }

  private static double[] plane(INDArray input, int example, int channel) {
    return input.slice(example).slice(channel).dup('c').reshape(16).toDoubleVector();
  }

  private static double[] sums(INDArray input, int example) {
    return IntStream.rangeClosed(1, 3)
        .mapToDouble(c -> input.slice(example).slice(c).sumNumber().doubleValue())
        .toArray();
  }
}
