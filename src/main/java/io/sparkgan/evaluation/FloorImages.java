package io.sparkgan.evaluation;

import io.sparkgan.config.SeedSequence;
import io.sparkgan.config.SeedSequence.Purpose;
import io.sparkgan.data.Permutation;
import java.io.Serializable;
import java.util.stream.IntStream;

/**
 * Training images chosen at random, which are scored as if they were generated.
 *
 * @param count how many, at least 1
 * @param seeds decide which ones
 */
public record FloorImages(int count, SeedSequence seeds) implements Serializable {

  /** How many blocks they make; the last may have fewer images. */
  public int blocks() {
    return BlockSums.blocks(count);
  }

  /**
   * Sums over one block. Nearest to each image is another training image.
   *
   * @param block its number, from 0
   * @param reference whose training images they are
   */
  public BlockSums sums(int block, Reference reference) {
    Appraisal training = reference.training();
    Permutation order = new Permutation(training.count(), seeds.seed(Purpose.FLOOR, 0, 0));
    int from = block * BlockSums.SIZE;
    int[] chosen =
        IntStream.range(from, Math.min(from + BlockSums.SIZE, count))
            .map(i -> (int) order.apply(i))
            .toArray();
    Neighbours nearest = Neighbours.amongOthers(Points.features(training), 1, chosen);
    return BlockSums.of(block, training.select(chosen), nearest, reference);
  }
}
