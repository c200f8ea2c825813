package io.sparkgan.gan;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkgan.TinyRecipes;
import io.sparkgan.config.Recipe;
import io.sparkgan.config.SeedSequence;
import io.sparkgan.state.GanState;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Latents have 3 values; a step of these recipes draws 4 of them and, if fresh, 4 more. */
final class LatentSourceTest {
  private static final Recipe BANK =
      TinyRecipes.configured("recipe.latent={bank=20,generatorTurn=reuse}");

  @Test
  void aBankIsGoneThroughAgainAndAgain() {
    Noise twice = source(BANK, 0, 0, 2, 1).draw(20);

    assertThat(rows(twice, 10, 20)).isEqualTo(rows(twice, 0, 10));
    assertThat(rows(twice, 1, 2)).isNotEqualTo(rows(twice, 0, 1));
  }

  @Test
  void aRoundGoesOnWhereTheOneBeforeStopped() {
    Noise all = source(BANK, 0, 0, 2, 1).draw(10);

    Noise later = source(BANK, 2, 0, 2, 2).draw(2);

    assertThat(rows(later, 0, 2)).isEqualTo(rows(all, 8, 10));
  }

  @Test
  void everyWorkerHasABankOfItsOwn() {
    assertThat(rows(source(BANK, 0, 1, 2, 1).draw(4), 0, 4))
        .isNotEqualTo(rows(source(BANK, 0, 0, 2, 1).draw(4), 0, 4));
  }

  @Test
  void withoutABankEveryRoundDrawsAnew() {
    Recipe recipe = TinyRecipes.configured("recipe.latent.bank=0");

    assertThat(rows(source(recipe, 2, 0, 2, 2).draw(4), 0, 4))
        .isNotEqualTo(rows(source(recipe, 0, 0, 2, 1).draw(4), 0, 4));
  }

  @Test
  void classesAreDrawnEvenly() {
    Recipe recipe = TinyRecipes.configured("recipe={conditional=true,classes=4}");

    int[] classes = source(recipe, 0, 0, 1, 1).draw(4000).classes();

    for (int c = 0; c < 4; c++) {
      int wanted = c;
      assertThat(Arrays.stream(classes).filter(k -> k == wanted).count()).isBetween(850L, 1150L);
    }
  }

  private static LatentSource source(
      Recipe recipe, long steps, int worker, int workers, int round) {
    SeedSequence seeds = new SeedSequence(6);
    GanState initial = InitialState.of(recipe, seeds);
    GanState start =
        new GanState(
            initial.layout(),
            Arrays.asList(
                initial.values(0), initial.values(1), initial.values(2), initial.values(3)),
            steps,
            steps);
    LatentSource source =
        new LatentSource(
            recipe,
            new LocalTask(
                round, worker, workers, 2, seeds, start, TinyRecipes.shard(recipe, 10, 1)));
    source.begin(steps);
    return source;
  }

  private static float[] rows(Noise noise, int from, int to) {
    return Arrays.copyOfRange(noise.latents().dup('c').data().asFloat(), from * 3, to * 3);
  }
}
