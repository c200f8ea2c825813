package io.sparkgan.gan;

import io.sparkgan.config.LayerSpec;
import io.sparkgan.config.Loss;
import io.sparkgan.config.NetworkSpec;
import io.sparkgan.config.Recipe;
import io.sparkgan.config.Shape;

/**
 * What training a recipe needs, by counting arrays. The native libraries themselves, some 400 MB a
 * process, come on top.
 *
 * @param workerNativeBytes off-heap memory of one worker: both networks, their gradients and
 *     optimiser states, and the arrays of a step
 * @param workerHeapBytes Java memory of one worker: its shard, the state it got and the state it
 *     returns
 * @param driverHeapBytes Java memory of the driver: the state of this round and of the next, and
 *     their chunks
 */
public record MemoryEstimate(long workerNativeBytes, long workerHeapBytes, long driverHeapBytes) {
  /** A layer keeps its output, and in the backward pass a gradient and a temporary of that size. */
  private static final int ARRAYS_PER_ACTIVATION = 3;

  /** Parameters and gradient. */
  private static final int ARRAYS_PER_PARAMETER = 2;

  /** At the images, and a little to either side of them. */
  private static final int PASSES_OF_PENALTY = 3;

  /**
   * Counts for one worker.
   *
   * @param shardImages images in its shard
   */
  public static MemoryEstimate of(Recipe recipe, long shardImages) {
    long generator = recipe.generator().parameters(recipe.generatorInput());
    long discriminator = recipe.discriminator().parameters(recipe.discriminatorInput());
    long memory = 0;
    for (String name : new UpdatesMade(recipe).optimisers()) {
      memory += memory(recipe, name, generator, discriminator);
    }
    long state = Float.BYTES * (generator + discriminator + memory);
    long network = ARRAYS_PER_PARAMETER * (generator + discriminator) + memory;
    return new MemoryEstimate(
        Float.BYTES * (network + ARRAYS_PER_ACTIVATION * activations(recipe)),
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

  /** Everything made in a local step stays until its end. */
  private static long activations(Recipe recipe) {
    Recipe.Batch batch = recipe.batch();
    long turns = recipe.updates().discriminatorSteps();
    long generated = turns * batch.generated();
    long generatorImages =
        switch (recipe.latent().generatorTurn()) {
          case REUSE -> generated;
          case FRESH -> generated + batch.generator();
        };
    boolean penalty =
        recipe.loss().regularisation().gradientPenalty()
            != Loss.Regularisation.GradientPenalty.NONE;
    long real = turns * batch.real() * (penalty ? 1 + PASSES_OF_PENALTY : 1);
    long packs = (real + generated + batch.generator()) / recipe.packing();
    return activations(recipe.generator(), recipe.generatorInput()) * generatorImages
        + activations(recipe.discriminator(), recipe.discriminatorInput()) * packs;
  }

  private static long activations(NetworkSpec network, Shape input) {
    long sum = input.size();
    Shape shape = input;
    for (LayerSpec layer : network.layers()) {
      shape = layer.output(shape);
      sum += shape.size();
    }
    return sum;
  }
}
