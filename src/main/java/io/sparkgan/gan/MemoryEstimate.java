package io.sparkgan.gan;

import io.sparkgan.config.LayerSpec;
import io.sparkgan.config.NetworkSpec;
import io.sparkgan.config.Recipe;
import io.sparkgan.config.Shape;
import io.sparkgan.config.Updates;

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
  /** A layer keeps its output and what it decided, and going back a gradient and a temporary. */
  private static final int ARRAYS_PER_ACTIVATION = 4;

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
    long network =
        ARRAYS_PER_PARAMETER * (generator + discriminator) + memory + copies(recipe, discriminator);
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
    long generatorImages = generated + (reusesImages(recipe) ? 0 : batch.generator());
    long real = turns * batch.real() * (hasPenalty(recipe) ? 1 + PASSES_OF_PENALTY : 1);
    long packs = (real + generated + batch.generator()) / recipe.packing();
    return activations(recipe.generator(), recipe.generatorInput()) * generatorImages
        + activations(recipe.discriminator(), recipe.discriminatorInput()) * packs;
  }

  /** Whether the generator's turn has the images that the discriminator's made. */
  private static boolean reusesImages(Recipe recipe) {
    return recipe.latent().generatorTurn() == Recipe.Latent.ForGenerator.REUSE
        && recipe.updates().first() == Updates.First.DISCRIMINATOR
        && recipe.updates().generatedIn() == Updates.GeneratedIn.TRAINING
        && recipe.batch().perUpdate() == 0;
  }

  private static boolean hasPenalty(Recipe recipe) {
    return recipe.loss().regularisation().hasPenalty();
  }

  /** The discriminator's gradient apart, and its weights before they were normalised. */
  private static long copies(Recipe recipe, long discriminator) {
    boolean apart = hasPenalty(recipe) || recipe.updates().plan() == Updates.Plan.SIMULTANEOUS;
    boolean normalised = recipe.loss().regularisation().spectralNorm();
    return discriminator * ((apart ? 1 : 0) + (normalised ? 2 : 0));
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
