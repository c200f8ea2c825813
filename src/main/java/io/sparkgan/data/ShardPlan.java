package io.sparkgan.data;

import io.sparkgan.config.Recipe.Batch.Drawing;
import io.sparkgan.config.SeedSequence;
import io.sparkgan.config.SeedSequence.Purpose;
import io.sparkgan.config.UserInputException;
import java.io.Serializable;
import java.util.Objects;

/**
 * Which worker has which image, and where in its shard: the images are dealt out in turn, shuffled
 * by the run's seed or as they come. An image's place follows from its index alone, never from the
 * files or partitions it is read from, and shards are equal to within one image.
 */
public final class ShardPlan implements Serializable {
  private static final long serialVersionUID = 1L;

  private final ImageRange images;
  private final Dealing dealing;
  private final int workers;

  private ShardPlan(ImageRange images, Dealing dealing, int workers) {
    if (workers < 1) {
      throw new IllegalArgumentException("%d workers".formatted(workers));
    }
    if (images.count() < workers) {
      throw new UserInputException(
          "training.workers: expected at most one for each of the %d images to train on, found %d"
              .formatted(images.count(), workers));
    }
    this.images = images;
    this.dealing = dealing;
    this.workers = workers;
  }

  /**
   * The plan that goes with a way of drawing batches: if they are drawn in order, N workers that
   * draw alike go through the data set together, image i being worker i % N's.
   *
   * @param images those to deal out
   * @param workers how many shards, at least 1
   * @throws UserInputException if there are fewer images than workers
   */
  public static ShardPlan of(Drawing drawing, SeedSequence seeds, ImageRange images, int workers) {
    return switch (drawing) {
      case IN_ORDER -> inOrder(images, workers);
      case SHUFFLED_PASSES, WITH_REPLACEMENT -> shuffled(seeds, images, workers);
    };
  }

  /** The plan that deals images out as they come; see {@link #of}. */
  public static ShardPlan inOrder(ImageRange images, int workers) {
    return new ShardPlan(images, new Dealing.InOrder(images.count()), workers);
  }

  private static ShardPlan shuffled(SeedSequence seeds, ImageRange images, int workers) {
    return new ShardPlan(
        images, new Permutation(images.count(), seeds.seed(Purpose.SHARD_PLAN, 0, 0)), workers);
  }

  /** How many shards there are. */
  public int workers() {
    return workers;
  }

  /** The images that are dealt out; the other methods know no others. */
  public ImageRange images() {
    return images;
  }

  /** The worker, from 0, that has an image. */
  public int worker(long index) {
    return (int) (turn(index) % workers);
  }

  /** The image's place, from 0, in its worker's shard. */
  public long slot(long index) {
    return turn(index) / workers;
  }

  /** The index of the image at one place of a worker's shard. */
  public long index(int worker, long slot) {
    Objects.checkIndex(slot, size(worker));
    return images.first() + dealing.invert(slot * workers + worker);
  }

  /** Images in a worker's shard. */
  public long size(int worker) {
    Objects.checkIndex(worker, workers);
    return dealing.size() / workers + (worker < dealing.size() % workers ? 1 : 0);
  }

  /** When an image is dealt out, from 0; to worker {@code turn % workers}. */
  public long turn(long index) {
    return dealing.apply(index - images.first());
  }
}
