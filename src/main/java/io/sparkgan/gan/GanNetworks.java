package io.sparkgan.gan;

import io.sparkgan.config.Recipe;
import io.sparkgan.config.SeedSequence;
import io.sparkgan.config.SeedSequence.Purpose;
import io.sparkgan.nn.Layers;
import io.sparkgan.state.GanState;
import io.sparkgan.state.Layout;
import io.sparkgan.state.Section;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The generator, the discriminator and the optimisers of one worker, and their way from and to a
 * {@link GanState}.
 */
final class GanNetworks {
  private final Generator generator;
  private final Discriminator discriminator;
  private final Optimisers optimisers;

  GanNetworks(Recipe recipe, Layers layers) {
    generator = new Generator(recipe, layers);
    discriminator = new Discriminator(recipe, layers);
    optimisers =
        new Optimisers(
            recipe,
            generator.network().parameterCount(),
            discriminator.network().parameterCount(),
            layers.dataType());
  }

  Generator generator() {
    return generator;
  }

  Discriminator discriminator() {
    return discriminator;
  }

  Optimisers optimisers() {
    return optimisers;
  }

  /**
   * Native memory of networks and optimisers; what a step needs besides is {@link StepMemory}'s.
   */
  long bytes() {
    return generator.network().bytes() + discriminator.bytes() + optimisers.bytes();
  }

  void initialise(Recipe recipe, SeedSequence seeds) {
    generator
        .network()
        .initialise(
            new WeightInitialiser(
                recipe.generator(), seeds.stream(Purpose.GENERATOR_WEIGHTS, 0, 0)));
    discriminator.initialise(
        new WeightInitialiser(
            recipe.discriminator(), seeds.stream(Purpose.DISCRIMINATOR_WEIGHTS, 0, 0)));
  }

  void restore(GanState state) {
    generator.network().restore(state.values(Section.GENERATOR));
    discriminator.restore(state.values(Section.DISCRIMINATOR));
    optimisers.restore(state);
  }

  GanState state(long steps, long updaterSteps) {
    Map<String, float[]> values = new LinkedHashMap<>();
    values.put(Section.GENERATOR, generator.network().parameters());
    Map<String, float[]> memory = optimisers.memory();
    values.put(Optimisers.GENERATOR, memory.remove(Optimisers.GENERATOR));
    values.put(Section.DISCRIMINATOR, discriminator.parameters());
    values.putAll(memory);
    List<Section> sections = new ArrayList<>();
    values.forEach((name, floats) -> sections.add(new Section(name, kind(name), floats.length)));
    return new GanState(new Layout(sections), List.copyOf(values.values()), steps, updaterSteps);
  }

  private static Section.Kind kind(String section) {
    return section.endsWith("/parameters") ? Section.Kind.PARAMETERS : Section.Kind.UPDATER;
  }
}
