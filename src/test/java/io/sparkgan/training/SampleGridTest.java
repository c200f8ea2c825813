package io.sparkgan.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkgan.Computes;
import io.sparkgan.TinyRecipes;
import io.sparkgan.config.Recipe;
import io.sparkgan.config.Recipe.Latent.ForGenerator;
import io.sparkgan.config.SeedSequence;
import io.sparkgan.config.SeedSequence.Purpose;
import io.sparkgan.config.Settings;
import io.sparkgan.config.Updates;
import io.sparkgan.gan.InitialState;
import io.sparkgan.gan.Latents;
import io.sparkgan.gan.Samples.Sample;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the images of a grid are made of. */
final class SampleGridTest {
  private static final SeedSequence SEEDS = new SeedSequence(5);
  private static final Recipe PLAIN =
      TinyRecipes.perceptrons(
          Updates.Plan.JOINT, ForGenerator.FRESH, TinyRecipes.adam(.01, .5, .999, 1e-8));

  /** Seven images in rows of two. */
  private static final Settings.Samples SEVEN = new Settings.Samples(1, 7, 2);

  @Test
  void withoutClassesEachImageHasLatentsOfItsOwn() {
    List<Sample> images = grid(PLAIN, SEVEN);

    assertThat(images).hasSize(7).extracting(Sample::label).containsOnly(-1);
    for (int i = 0; i < 7; i++) {
      assertThat(images.get(i).latent()).containsExactly(drawn(i));
    }
  }

  @Test
  void aRowIsOneClassAndRowsBeyondTheLastClassBeginAgain() {
    assertThat(grid(conditional(3), SEVEN))
        .extracting(Sample::label)
        .containsExactly(0, 0, 1, 1, 2, 2, 0);
  }

  @Test
  void everyClassHasARowHoweverManyThereAre() {
    for (int classes : new int[] {10, 27}) {
      List<Sample> images = grid(conditional(classes), new Settings.Samples(1, 100, 10));

      assertThat(images).hasSize(classes * 10);
      for (int i = 0; i < images.size(); i++) {
        assertThat(images.get(i).label()).isEqualTo(i / 10);
      }
    }
  }

  @Test
  void aColumnIsOneHandwriting() {
    List<Sample> images = grid(conditional(3), SEVEN);

    for (int i = 0; i < 7; i++) {
      assertThat(images.get(i).latent()).containsExactly(drawn(i % 2));
    }
  }

  @Test
  void anImageDoesNotDependOnHowManyAreShown() {
    Recipe batches =
        TinyRecipes.configured(
            "recipe.packing=2",
            "recipe.generator.layers=[{type=dense,units=16},"
                + "{type=batch-norm,momentum=0.9,epsilon=1e-5,statistics=batch},"
                + "{type=tanh},{type=reshape,height=4,width=4,channels=1}]");
    for (Recipe recipe : List.of(batches, TinyRecipes.conditional(batches, 2))) {
      List<Sample> few = grid(recipe, new Settings.Samples(1, 13, 3));
      List<Sample> many = grid(recipe, new Settings.Samples(1, 130, 3));

      assertThat(few).hasSize(13);
      assertThat(many).hasSize(130);
      for (int i = 0; i < few.size(); i++) {
        assertThat(few.get(i)).usingRecursiveComparison().isEqualTo(many.get(i));
      }
    }
  }

  private static List<Sample> grid(Recipe recipe, Settings.Samples samples) {
    return new SampleGrid(recipe, Computes.USUAL, SEEDS, samples)
        .of(InitialState.of(recipe, SEEDS))
        .images();
  }

  /** The latents of one image, if each has its own. */
  private static float[] drawn(int image) {
    int size = PLAIN.latent().size();
    float[] all =
        Latents.draw(PLAIN.latent(), image + 1, SEEDS.stream(Purpose.SAMPLE_LATENTS, 0, 0));
    return Arrays.copyOfRange(all, image * size, all.length);
  }

  private static Recipe conditional(int classes) {
    return TinyRecipes.conditional(PLAIN, classes);
  }
}
