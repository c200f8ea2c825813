package io.sparkgan.gan;

import io.sparkgan.config.Compute;
import io.sparkgan.config.Recipe;
import io.sparkgan.config.Updates;

/**
 * What training a recipe needs, by counting arrays. The native libraries themselves, some 400 MB a
 * process, come on top.
 *
 * @param workerNativeBytes off-heap memory of one worker: both networks, their gradients and
 *     optimiser states, and what layers need for a step
 * @param workerHeapBytes Java memory of one worker: its shard, the state it got and the state it
 *     returns
 * @param driverHeapBytes Java memory of the driver: the state of this round and of the next, and
 *     their chunks
 */
public record MemoryEstimate(long workerNativeBytes, long workerHeapBytes, long driverHeapBytes) {
  /** Parameters and gradient. */
  private static final int ARRAYS_PER_PARAMETER = 2;

  /**
   * Counts for one worker.
   *
   * @param compute what its networks are computed with; what is left to choose there counts as what
   *     takes most
   * @param shardImages images in its shard
   */
  public static MemoryEstimate of(Recipe recipe, Compute compute, long shardImages) {
    long generator = recipe.generator().parameters(recipe.generatorInput());
    long discriminator = recipe.discriminator().parameters(recipe.discriminatorInput());
    long memory = 0;
    for (String name : new UpdatesMade(recipe).optimisers()) {
      memory += memory(recipe, name, generator, discriminator);
    }
    long state = Float.BYTES * (generator + discriminator + memory);
    long network =
        ARRAYS_PER_PARAMETER * (generator + discriminator) + memory + copies(recipe, discriminator);
    Passes passes = Passes.of(recipe);
    LayerMemory layers = LayerMemory.of(compute);
    return new MemoryEstimate(
        Float.BYTES * network
            + layers.bytes(recipe.generator(), recipe.generatorInput(), passes.generator())
            + layers.bytes(
                recipe.discriminator(), recipe.discriminatorInput(), passes.discriminator())
            + layers.bytes(recipe.discriminator(), recipe.discriminatorInput(), passes.held()),
        shardImages * recipe.image().size() + 2 * state,
        4 * state);
  }

  private static long memory(Recipe recipe, String optimiser, long generator, long discriminator) {
    return switch (optimiser) {
      case Optimisers.GENERATOR -> generator * recipe.generator().optimiser().memory();
      case Optimisers.ADVERSARIAL -> discriminator * recipe.generator().optimiser().memory();
      default -> discriminator * recipe.discriminator().optimiser().memory();
    };
  }

  private static boolean hasPenalty(Recipe recipe) {
    return recipe.loss().regularisation().hasPenalty();
  }

  /** The discriminator's gradient apart, and what its weights are normalised with. */
  private static long copies(Recipe recipe, long discriminator) {
    boolean apart = hasPenalty(recipe) || recipe.updates().plan() == Updates.Plan.SIMULTANEOUS;
    boolean normalised = recipe.loss().regularisation().spectralNorm();
    return discriminator * ((apart ? 1 : 0) + (normalised ? 4 : 0));
  }
}
