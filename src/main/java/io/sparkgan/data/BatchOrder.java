package io.sparkgan.data;

import io.sparkgan.config.Recipe.Batch.Drawing;
import io.sparkgan.config.SeedSequence;
import io.sparkgan.config.SeedSequence.Purpose;
import java.util.stream.LongStream;

/**
 * Which image of its shard a worker draws when: a pure function of the count of images drawn so
 * far, so a resumed run goes on where the first one stopped. For one thread.
 */
public final class BatchOrder {
  private final Drawing drawing;
  private final SeedSequence seeds;
  private final int worker;
  private final long shardSize;
  private long pass;
  private Permutation passOrder;

  /**
   * @param worker from 0
   * @param shardSize images in the worker's shard, at least 1
   */
  public BatchOrder(Drawing drawing, SeedSequence seeds, int worker, long shardSize) {
    this.drawing = drawing;
    this.seeds = seeds;
    this.worker = worker;
    this.shardSize = shardSize;
    this.passOrder = new Permutation(shardSize, seed(0));
  }

  /** The slot of the k-th image, from 0, that this worker ever draws. */
  public long slot(long k) {
    if (k < 0) {
      throw new IllegalArgumentException("Image %d".formatted(k));
    }
    return switch (drawing) {
      case SHUFFLED_PASSES -> passOrder(k / shardSize).apply(k % shardSize);
      case IN_ORDER -> k % shardSize;
      case WITH_REPLACEMENT -> scale(SplitMix64.number(seed(0), k));
    };
  }

  /**
   * The slots of some images that this worker draws one after another, each once, ascending.
   *
   * @param first the number of the first of them, from 0
   * @param count how many are drawn
   */
  public long[] slots(long first, long count) {
    return LongStream.range(first, first + count).map(this::slot).sorted().distinct().toArray();
  }

  /** Batches run through a pass, so its permutation is kept until the next begins. */
  private Permutation passOrder(long wanted) {
    if (wanted != pass) {
      passOrder = new Permutation(shardSize, seed(wanted));
      pass = wanted;
    }
    return passOrder;
  }

  private long seed(long round) {
    return seeds.seed(Purpose.BATCH_ORDER, round, worker);
  }

  /** From uniform bits to a slot: the product with the size, divided by two to the 63. */
  private long scale(long bits) {
    return Math.multiplyHigh(bits >>> 1, shardSize << 1);
  }
}
