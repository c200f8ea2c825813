package io.sparkgan.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkgan.config.LayerSpec.Convolution;
import io.sparkgan.config.LayerSpec.Dense;
import io.sparkgan.config.LayerSpec.LeakyRelu;
import io.sparkgan.config.LayerSpec.TransposedConvolution;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The arithmetic of a layer is what its formula has, counted by hand. */
class MultiplyAddsTest {

  @Test
  void aDenseLayerMultipliesEveryInputForEveryUnit() {
    assertThat(new Dense(7, true).multiplyAdds(Shape.units(5))).isEqualTo(35);
  }

  @Test
  void aConvolutionMultipliesItsKernelAtEveryOutputPixel() {
    // 9 x 9 at stride 2: 5 x 5 outputs of 4 filters, each over 3 channels of 3 x 3.
    assertThat(
            new Convolution(4, 3, 2, new Padding.Same(), true).multiplyAdds(Shape.image(3, 9, 9)))
        .isEqualTo(5 * 5 * 4 * 3 * 3 * 3);
  }

  @Test
  void aTransposedConvolutionMultipliesItsKernelAtEveryInputPixel() {
    // As many as the convolution from 8 x 8 x 4 to 4 x 4 x 6 that it is the transpose of.
    long transposed =
        new TransposedConvolution(4, 5, 2, new Padding.Same(), false)
            .multiplyAdds(Shape.image(6, 4, 4));
    long convolution =
        new Convolution(6, 5, 2, new Padding.Same(), false).multiplyAdds(Shape.image(4, 8, 8));
    assertThat(transposed).isEqualTo(4 * 4 * 6 * 4 * 5 * 5).isEqualTo(convolution);
  }

  @Test
  void otherLayersCountNothing() {
    assertThat(new LeakyRelu(.2).multiplyAdds(Shape.units(5))).isZero();
  }

  @Test
  void theNetworksOfTfDcganCountLayerByLayer() {
    Recipe recipe = SettingsReader.read(SettingsSources.recipe("tf-dcgan")).settings().recipe();
    assertThat(counts(recipe.generator(), recipe.generatorInput()))
        .containsExactly(
            100L * 12_544,
            7L * 7 * 256 * 128 * 5 * 5,
            7L * 7 * 128 * 64 * 5 * 5,
            14L * 14 * 64 * 5 * 5);
    assertThat(counts(recipe.discriminator(), recipe.discriminatorInput()))
        .containsExactly(14L * 14 * 64 * 5 * 5, 7L * 7 * 128 * 64 * 5 * 5, 7L * 7 * 128);
  }

  private static List<Long> counts(NetworkSpec network, Shape input) {
    List<Long> counts = new ArrayList<>();
    Shape shape = input;
    for (LayerSpec layer : network.layers()) {
      counts.add(layer.multiplyAdds(shape));
      shape = layer.output(shape);
    }
    counts.removeIf(count -> count == 0);
    return counts;
  }
}
