package io.sparkgan.data;

import io.sparkgan.config.SeedSequence;
import io.sparkgan.config.SeedSequence.Purpose;
import io.sparkgan.config.UserInputException;
import java.io.Serializable;
import java.util.Objects;

/**
 * Which worker has which image, and where in its shard: the images are shuffled by the run's seed
 * and dealt out in turn. An image's place follows from its index alone, never from the files or
 * partitions it is read from, and shards are equal to within one image.
 */
public final class ShardPlan implements Serializable {
  private static final long serialVersionUID = 1L;

  private final Permutation shuffle;
  private final int workers;

  /**
   * @param images images in the data set; their indices are 0 to images - 1
   * @param workers how many shards, at least 1
   * @throws UserInputException if there are fewer images than workers
   */
  public ShardPlan(SeedSequence seeds, long images, int workers) {
    if (workers < 1) {
      throw new IllegalArgumentException("%d workers".formatted(workers));
    }
    if (images < workers) {
      throw new UserInputException(
          "training.workers: expected at most one for each of the data set's %d images, found %d"
              .formatted(images, workers));
    }
    this.shuffle = new Permutation(images, seeds.seed(Purpose.SHARD_PLAN, 0, 0));
    this.workers = workers;
  }

  /** The worker, from 0, that has an image. */
  public int worker(long index) {
    return (int) (shuffle.apply(index) % workers);
  }

  /** The image's place, from 0, in its worker's shard. */
  public long slot(long index) {
    return shuffle.apply(index) / workers;
  }

  /** The index of the image at one place of a worker's shard. */
  public long index(int worker, long slot) {
    Objects.checkIndex(slot, size(worker));
    return shuffle.invert(slot * workers + worker);
  }

  /** Images in a worker's shard. */
  public long size(int worker) {
    Objects.checkIndex(worker, workers);
    return shuffle.size() / workers + (worker < shuffle.size() % workers ? 1 : 0);
  }
}
