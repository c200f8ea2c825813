package io.sparkgan.gan;

import io.sparkgan.config.Recipe;
import io.sparkgan.config.SeedSequence;
import io.sparkgan.config.SeedSequence.Purpose;
import io.sparkgan.state.GanState;
import io.sparkgan.state.Layout;
import io.sparkgan.state.Section;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * The generator and the discriminator of one worker, and their way from and to a {@link GanState}.
 */
final class GanNetworks {
  static final String GENERATOR_UPDATER = "generator/updater";
  static final String DISCRIMINATOR_UPDATER = "discriminator/updater";

  private final Network generator;
  private final Network discriminator;

  GanNetworks(Recipe recipe, DataType dataType) {
    generator = new Network(recipe.generator(), recipe.generatorInput(), dataType);
    discriminator = new Network(recipe.discriminator(), recipe.discriminatorInput(), dataType);
  }

  Network generator() {
    return generator;
  }

  Network discriminator() {
    return discriminator;
  }

  void initialise(Recipe recipe, SeedSequence seeds) {
    new WeightInitialiser(recipe.generator(), seeds.stream(Purpose.GENERATOR_WEIGHTS, 0, 0))
        .apply(generator.model());
    new WeightInitialiser(recipe.discriminator(), seeds.stream(Purpose.DISCRIMINATOR_WEIGHTS, 0, 0))
        .apply(discriminator.model());
  }

  void restore(GanState state) {
    generator.restore(state.values(Section.GENERATOR), state.values(GENERATOR_UPDATER));
    discriminator.restore(state.values(Section.DISCRIMINATOR), state.values(DISCRIMINATOR_UPDATER));
  }

  GanState state(long steps, long updaterSteps) {
    List<float[]> values =
        List.of(
            generator.parameters(),
            generator.updaterState(),
            discriminator.parameters(),
            discriminator.updaterState());
    Layout layout =
        new Layout(
            List.of(
                new Section(Section.GENERATOR, Section.Kind.PARAMETERS, values.get(0).length),
                new Section(GENERATOR_UPDATER, Section.Kind.UPDATER, values.get(1).length),
                new Section(Section.DISCRIMINATOR, Section.Kind.PARAMETERS, values.get(2).length),
                new Section(DISCRIMINATOR_UPDATER, Section.Kind.UPDATER, values.get(3).length)));
    return new GanState(layout, values, steps, updaterSteps);
  }
}
