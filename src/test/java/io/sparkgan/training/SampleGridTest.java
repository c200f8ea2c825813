package io.sparkgan.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkgan.TinyRecipes;
import io.sparkgan.config.Recipe;
import io.sparkgan.config.Recipe.Latent.GeneratorTurn;
import io.sparkgan.config.SeedSequence;
import io.sparkgan.config.SeedSequence.Purpose;
import io.sparkgan.config.Settings;
import io.sparkgan.config.Updates;
import io.sparkgan.gan.Latents;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** What the images of a grid are made of. */
final class SampleGridTest {
  private static final int LATENT = 3;
  private static final SeedSequence SEEDS = new SeedSequence(5);
  private static final Recipe PLAIN =
      TinyRecipes.perceptrons(
          Updates.Plan.JOINT, GeneratorTurn.FRESH, TinyRecipes.adam(.01, .5, .999, 1e-8));

  /** Seven images in rows of two. */
  private static final Settings.Samples SEVEN = new Settings.Samples(1, 7, 2);

  @Test
  void withoutClassesEachImageHasLatentsOfItsOwn() {
    assertThat(SampleGrid.classes(PLAIN, SEVEN)).isEmpty();
    assertThat(SampleGrid.latents(PLAIN, SEEDS, SEVEN)).containsExactly(drawn(7));
  }

  @Test
  void aRowIsOneClassAndRowsBeyondTheLastClassBeginAgain() {
    assertThat(SampleGrid.classes(conditional(3), SEVEN)).containsExactly(0, 0, 1, 1, 2, 2, 0);
  }

  @Test
  void theDefaultGridHasARowADigit() {
    int[] classes = SampleGrid.classes(conditional(10), new Settings.Samples(1, 100, 10));

    for (int digit = 0; digit < 10; digit++) {
      assertThat(Arrays.copyOfRange(classes, digit * 10, digit * 10 + 10)).containsOnly(digit);
    }
  }

  @Test
  void aColumnIsOneHandwriting() {
    float[] latents = SampleGrid.latents(conditional(3), SEEDS, SEVEN);

    assertThat(latents).hasSize(7 * LATENT);
    float[] firstRow = drawn(2);
    for (int i = 0; i < 7; i++) {
      int column = i % 2;
      assertThat(Arrays.copyOfRange(latents, i * LATENT, i * LATENT + LATENT))
          .containsExactly(Arrays.copyOfRange(firstRow, column * LATENT, column * LATENT + LATENT));
    }
  }

  @Test
  void aGridOfLessThanARowIsThatPartOfIt() {
    Settings.Samples two = new Settings.Samples(1, 2, 10);

    assertThat(SampleGrid.classes(conditional(3), two)).containsExactly(0, 0);
    assertThat(SampleGrid.latents(conditional(3), SEEDS, two)).containsExactly(drawn(2));
  }

  private static float[] drawn(int images) {
    return Latents.draw(PLAIN.latent(), images, SEEDS.stream(Purpose.SAMPLE_LATENTS, 0, 0));
  }

  private static Recipe conditional(int classes) {
    return TinyRecipes.conditional(PLAIN, classes);
  }
}
