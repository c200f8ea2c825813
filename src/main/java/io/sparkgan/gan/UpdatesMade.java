package io.sparkgan.gan;

import io.sparkgan.config.Recipe;
import io.sparkgan.config.Updates;
import java.util.ArrayList;
import java.util.List;

/**
 * How many updates a recipe's optimisers have made after so many local steps: a function of the
 * steps alone, so a state need not hold it.
 */
record UpdatesMade(Recipe recipe) {

  /** The recipe's optimisers by their sections in the state. */
  List<String> optimisers() {
    Updates updates = recipe.updates();
    List<String> names = new ArrayList<>(List.of(Optimisers.GENERATOR, Optimisers.DISCRIMINATOR));
    if (updates.discriminatorOptimisers() == Updates.DiscriminatorOptimisers.PER_TARGET) {
      names.add(Optimisers.ON_GENERATED);
    }
    if (updates.generatorTurn() == Updates.Learns.BOTH) {
      names.add(Optimisers.ADVERSARIAL);
    }
    return names;
  }

  /** What one optimiser's counter shows. */
  long count(String optimiser, long steps) {
    if (recipe.updates().counter() == Updates.Counter.SHARED) {
      return optimisers().stream().mapToLong(name -> own(name, steps)).sum();
    }
    return own(optimiser, steps);
  }

  private long own(String optimiser, long steps) {
    Updates updates = recipe.updates();
    Recipe.Batch batch = recipe.batch();
    return switch (optimiser) {
      case Optimisers.GENERATOR, Optimisers.ADVERSARIAL ->
          Math.max(0, steps - updates.discriminatorWarmUp()) * parts(batch.generator());
      case Optimisers.ON_GENERATED ->
          steps * updates.discriminatorSteps() * parts(batch.generated());
      default -> steps * updates.discriminatorSteps() * inOneTurn();
    };
  }

  private long inOneTurn() {
    Recipe.Batch batch = recipe.batch();
    return switch (recipe.updates().plan()) {
      case SIMULTANEOUS -> 1;
      case JOINT -> parts(batch.real() + batch.generated());
      case SEPARATE ->
          switch (recipe.updates().discriminatorOptimisers()) {
            case ONE -> parts(batch.real()) + parts(batch.generated());
            case PER_TARGET -> parts(batch.real());
          };
    };
  }

  private long parts(int images) {
    int most = recipe.batch().perUpdate();
    return most == 0 ? 1 : (images + most - 1) / most;
  }
}
