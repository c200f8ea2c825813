package io.sparkgan.gan;

import io.sparkgan.config.Recipe;
import io.sparkgan.config.Updates;
import io.sparkgan.gan.Logits.Target;
import io.sparkgan.state.GanState;
import java.util.LinkedHashMap;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;

/** All optimisers of a recipe, each with a section of the state for its memory. */
final class Optimisers {
  static final String GENERATOR = "generator/updater";
  static final String DISCRIMINATOR = "discriminator/updater";

  /** For generated images, where they have an optimiser of their own. */
  static final String ON_GENERATED = "discriminator/updater-on-generated";

  /** For the discriminator in the generator's turn, where it learns there. */
  static final String ADVERSARIAL = "discriminator/updater-adversarial";

  private final Updates updates;
  private final UpdatesMade made;
  private final Map<String, Optimiser> optimisers = new LinkedHashMap<>();
  private final Map<String, UpdateCount> counts = new LinkedHashMap<>();

  Optimisers(Recipe recipe, long generatorSize, long discriminatorSize, DataType dataType) {
    updates = recipe.updates();
    made = new UpdatesMade(recipe);
    UpdateCount shared = new UpdateCount();
    for (String name : made.optimisers()) {
      UpdateCount own = updates.counter() == Updates.Counter.SHARED ? shared : new UpdateCount();
      counts.put(name, own);
      boolean generators = name.equals(GENERATOR) || name.equals(ADVERSARIAL);
      optimisers.put(
          name,
          new Optimiser(
              (generators ? recipe.generator() : recipe.discriminator()).optimiser(),
              name.equals(GENERATOR) ? generatorSize : discriminatorSize,
              dataType,
              own));
    }
  }

  Optimiser generator() {
    return optimisers.get(GENERATOR);
  }

  /** The discriminator's, for images of one kind. */
  Optimiser discriminator(Target target) {
    boolean own =
        target == Target.GENERATED
            && updates.discriminatorOptimisers() == Updates.DiscriminatorOptimisers.PER_TARGET;
    return optimisers.get(own ? ON_GENERATED : DISCRIMINATOR);
  }

  /** The discriminator's in the generator's turn, for recipes where it learns there. */
  Optimiser adversarial() {
    return optimisers.get(ADVERSARIAL);
  }

  UpdateCount count(String optimiser) {
    return counts.get(optimiser);
  }

  /** To be told at the start of each network's turn. */
  void beginTurn() {
    if (updates.biasCorrection() == Updates.BiasCorrection.PER_TURN) {
      counts.values().forEach(UpdateCount::restartBiasCorrection);
    }
  }

  /** Memory by section, in the order of the state. */
  Map<String, float[]> memory() {
    Map<String, float[]> memory = new LinkedHashMap<>();
    optimisers.forEach((name, optimiser) -> memory.put(name, optimiser.memory().toFloatVector()));
    return memory;
  }

  /** Native memory of all of them. */
  long bytes() {
    return optimisers.values().stream()
        .map(Optimiser::memory)
        .mapToLong(memory -> memory.length() * memory.dataType().width())
        .sum();
  }

  void restore(GanState state) {
    optimisers.forEach((name, it) -> Network.assign(it.memory(), state.values(name)));
    restoreCounts(state.steps(), state.updaterSteps());
  }

  /** Counts follow from the local steps: all taken, and those since the memory was zero. */
  void restoreCounts(long steps, long updaterSteps) {
    counts.forEach(
        (name, count) -> {
          long sinceStart = made.count(name, steps);
          count.set(sinceStart, sinceStart - made.count(name, steps - updaterSteps));
        });
  }
}
