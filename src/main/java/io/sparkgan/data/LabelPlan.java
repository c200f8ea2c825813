package io.sparkgan.data;

import io.sparkgan.config.Partition;
import io.sparkgan.config.SeedSequence;
import io.sparkgan.config.SeedSequence.Purpose;
import io.sparkgan.config.UserInputException;
import java.io.Serializable;
import java.util.List;

/**
 * Which worker has which image if labels decide: all images in the order of their labels are cut
 * into as many equal pieces as workers times k, and each worker is dealt k pieces at random
 * (McMahan et al. 2017, arXiv:1602.05629). Within a label images are in the order of an earlier
 * deal, which is shuffled.
 */
public final class LabelPlan implements Serializable {
  private static final long serialVersionUID = 1L;

  private final int workers;
  private final long images;
  private final Permutation pieces;

  /** By label and earlier shard: how many images of all come before. */
  private final long[][] before = new long[LabelHistogram.LABELS][0];

  /**
   * A plan over what is dealt already.
   *
   * @param shards what each worker has of the earlier deal
   * @param partition by label
   * @throws UserInputException if there are more pieces than images
   */
  public LabelPlan(List<LabelHistogram> shards, Partition partition, SeedSequence seeds) {
    this.workers = shards.size();
    long first = 0;
    for (int label = 0; label < LabelHistogram.LABELS; label++) {
      int wanted = label;
      if (shards.stream().anyMatch(shard -> shard.images(wanted) > 0)) {
        before[label] = new long[workers];
        for (int shard = 0; shard < workers; shard++) {
          before[label][shard] = first;
          first += shards.get(shard).images(label);
        }
      }
    }
    this.images = first;
    long count = (long) workers * partition.labelsPerWorker();
    if (count > images) {
      throw new UserInputException(
          "data.partition: %s of %d workers takes %d images or more, found %d to train on; give fewer workers or more images"
              .formatted(partition, workers, count, images));
    }
    this.pieces = new Permutation(count, seeds.seed(Purpose.SHARD_PLAN, 1, 0));
  }

  /**
   * The worker, from 0, that has an image.
   *
   * @param shard the worker that has it in the earlier deal
   * @param earlier images of that label that come before it in that shard
   */
  public int worker(int label, int shard, long earlier) {
    long place = before[label][shard] + earlier;
    return (int) (pieces.apply(place * pieces.size() / images) % workers);
  }
}
