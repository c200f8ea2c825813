package io.sparkgan.gan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.sparkgan.Computes;
import io.sparkgan.TinyRecipes;
import io.sparkgan.config.Recipe;
import io.sparkgan.config.Recipe.Latent.ForGenerator;
import io.sparkgan.config.SeedSequence;
import io.sparkgan.config.SeedSequence.Purpose;
import io.sparkgan.config.Updates;
import io.sparkgan.gan.Samples.Sample;
import io.sparkgan.state.GanState;
import io.sparkgan.state.Section;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the discriminator says of an image is what its formula says of the image's pixels. */
final class ImageDiscriminatorTest {
  private final Recipe plain =
      TinyRecipes.perceptrons(
          Updates.Plan.SEPARATE, ForGenerator.FRESH, TinyRecipes.adam(.01, .5, .999, 1e-8));

  @Test
  void aPerceptronsVerdictIsItsFormula() {
    GanState state = InitialState.of(plain, new SeedSequence(3));
    byte[] pixels = pixels(130);

    float[] found = asked(plain, state, pixels, new int[0]);

    assertThat(found).hasSize(130);
    for (int i = 0; i < found.length; i++) {
      assertThat((double) found[i])
          .isCloseTo(probability(state.values(Section.DISCRIMINATOR), pixels, i), within(1e-5));
    }
  }

  @Test
  void anImageIsJudgedTheSameWhateverComesAfterIt() {
    GanState state = InitialState.of(plain, new SeedSequence(3));
    byte[] many = pixels(230);
    float[] few = asked(plain, state, Arrays.copyOf(many, 4 * 150), new int[0]);
    assertThat(few).containsExactly(Arrays.copyOf(asked(plain, state, many, new int[0]), 150));
  }

  @Test
  void generatedImagesGetNearlyTheVerdictTheyGotWhenTheyWereMade() {
    Recipe packed =
        TinyRecipes.configured(
            "recipe.packing=3",
            "recipe.conditional=true",
            "recipe.batch.real=6",
            "recipe.batch.generated=6",
            "recipe.batch.generator=6");
    GanState state = InitialState.of(packed, new SeedSequence(4));
    int count = ImageGenerator.BATCH + 100;
    int[] classes = new int[count];
    Arrays.setAll(classes, i -> i % 10);
    ImageGenerator generator = new ImageGenerator(packed, Computes.USUAL);
    generator.load(state);
    float[] latents =
        Latents.draw(packed.latent(), count, new SeedSequence(5).stream(Purpose.GENERATION, 0, 0));
    List<Sample> made = generator.generate(latents, classes).images();

    ByteArrayOutputStream pixels = new ByteArrayOutputStream();
    made.forEach(sample -> pixels.writeBytes(sample.pixels()));
    float[] found = asked(packed, state, pixels.toByteArray(), classes);

    // They were rounded to grey values meanwhile.
    for (int i = 0; i < count; i++) {
      assertThat(found[i]).isCloseTo(made.get(i).verdict(), within(.01f));
    }
    int[] others = new int[count];
    assertThat(asked(packed, state, pixels.toByteArray(), others)).isNotEqualTo(found);
  }

  @Test
  void classesAreToldWhereTheyAreNeededAndNowhereElse() {
    GanState state = InitialState.of(plain, new SeedSequence(3));
    assertThatThrownBy(() -> asked(plain, state, pixels(2), new int[] {1, 2}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2 classes of 2 images");
  }

  private static float[] asked(Recipe recipe, GanState state, byte[] pixels, int[] classes) {
    ImageDiscriminator discriminator = new ImageDiscriminator(recipe, Computes.USUAL);
    discriminator.load(state);
    return discriminator.realProbabilities(pixels, classes);
  }

  private static byte[] pixels(int images) {
    byte[] pixels = new byte[4 * images];
    new SeedSequence(9).stream(Purpose.GENERATION, 0, 0).nextBytes(pixels);
    return pixels;
  }

  /**
   * 4 pixels to 6 units to 1; a dense layer has the weights of one unit after another, then their
   * biases.
   */
  private static double probability(float[] parameters, byte[] pixels, int image) {
    double logit = parameters[36];
    for (int unit = 0; unit < 6; unit++) {
      double sum = parameters[24 + unit];
      for (int at = 0; at < 4; at++) {
        double value = (pixels[4 * image + at] & 0xff) / 127.5 - 1;
        sum += value * parameters[4 * unit + at];
      }
      logit += parameters[30 + unit] * (sum < 0 ? .2 * sum : sum);
    }
    return 1 / (1 + Math.exp(-logit));
  }
}
