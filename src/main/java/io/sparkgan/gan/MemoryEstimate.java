package io.sparkgan.gan;

import io.sparkgan.config.LayerSpec;
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

  /** Parameters, gradient, and Adam's two moments. */
  private static final int ARRAYS_PER_PARAMETER = 4;

  /**
   * Counts for one worker.
   *
   * @param shardImages images in its shard
   */
  public static MemoryEstimate of(Recipe recipe, long shardImages) {
    Shape latent = Shape.units(recipe.latent().size());
    long parameters =
        recipe.generator().parameters(latent) + recipe.discriminator().parameters(recipe.image());
    Recipe.Batch batch = recipe.batch();
    long generatorImages =
        switch (recipe.latent().generatorTurn()) {
          case REUSE -> batch.generator();
          case FRESH -> (long) batch.generator() + batch.generated();
        };
    long discriminatorImages = (long) batch.real() + batch.generated() + batch.generator();
    long activations =
        activations(recipe.generator(), latent) * generatorImages
            + activations(recipe.discriminator(), recipe.image()) * discriminatorImages;
    long state = 3 * parameters * Float.BYTES;
    return new MemoryEstimate(
        Float.BYTES * (ARRAYS_PER_PARAMETER * parameters + ARRAYS_PER_ACTIVATION * activations),
        shardImages * recipe.image().size() + 2 * state,
        4 * state);
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
