package io.sparkgan.gan;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkgan.TinyRecipes;
import io.sparkgan.config.NetworkSpec;
import io.sparkgan.config.Recipe;
import io.sparkgan.config.Recipe.Latent.ForGenerator;
import io.sparkgan.config.SeedSequence;
import io.sparkgan.config.Shape;
import io.sparkgan.config.Updates;
import io.sparkgan.state.GanState;
import io.sparkgan.state.Section;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.factory.Nd4j;

final class InitialStateTest {
  private static final Recipe RECIPE =
      TinyRecipes.convolutional(Updates.Plan.JOINT, ForGenerator.FRESH);
  private static final SeedSequence SEEDS = new SeedSequence(42);

  @Test
  void theSameSeedGivesTheSameBitsWhateverWasDrawnBefore() {
    String first = InitialState.of(RECIPE, SEEDS).sha256();
    Nd4j.getRandom().setSeed(7);

    assertThat(InitialState.of(RECIPE, SEEDS).sha256()).isEqualTo(first);
  }

  @Test
  void everySeedGivesOtherWeightsInBothNetworks() {
    GanState state = InitialState.of(RECIPE, SEEDS);
    // ND4J's own generator takes the first two of these for the first one's equals.
    for (long seed : new long[] {42 + (1L << 32), 42 + (1L << 63), 43, 0}) {
      GanState other = InitialState.of(RECIPE, new SeedSequence(seed));
      assertThat(other.values("generator/parameters"))
          .isNotEqualTo(state.values("generator/parameters"));
      assertThat(other.values("discriminator/parameters"))
          .isNotEqualTo(state.values("discriminator/parameters"));
    }
  }

  @Test
  void weightsThatAreNormalisedBeginAsDrawnToo() {
    Recipe normalised = TinyRecipes.configured("recipe.regularisation.spectralNorm=true");
    Recipe plain = TinyRecipes.configured("recipe.regularisation.spectralNorm=false");

    assertThat(InitialState.of(normalised, SEEDS).values("discriminator/parameters"))
        .isEqualTo(InitialState.of(plain, SEEDS).values("discriminator/parameters"));
  }

  @Test
  void parametersAreAsManyAsTheRecipeSaysAndAdamKeepsTwoMomentsOfEach() {
    GanState state = InitialState.of(RECIPE, SEEDS);

    // Those of batch norm's running means and variances stay 0.
    assertThat(state.layout().sections())
        .isEqualTo(
            List.of(
                new Section("generator/parameters", Section.Kind.PARAMETERS, 24 + 8 + 33),
                new Section("generator/updater", Section.Kind.UPDATER, 2 * (24 + 8 + 33)),
                new Section("discriminator/parameters", Section.Kind.PARAMETERS, 30 + 12 + 13),
                new Section("discriminator/updater", Section.Kind.UPDATER, 2 * (30 + 12 + 13))));
    assertThat(parameters(RECIPE.discriminator(), RECIPE.image())).isEqualTo(55);
    assertThat(parameters(RECIPE.generator(), Shape.units(3))).isEqualTo(65);
  }

  @Test
  void optimisersHaveSeenNothing() {
    GanState state = InitialState.of(RECIPE, SEEDS);

    assertThat(state.steps()).isZero();
    assertThat(state.updaterSteps()).isZero();
    assertThat(state.values("generator/updater")).containsOnly(0);
    assertThat(state.values("discriminator/updater")).containsOnly(0);
  }

  private static long parameters(NetworkSpec spec, Shape input) {
    long sum = 0;
    Shape shape = input;
    for (var layer : spec.layers()) {
      sum += layer.parameters(shape);
      shape = layer.output(shape);
    }
    return sum;
  }
}
