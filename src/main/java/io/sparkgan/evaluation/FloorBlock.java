package io.sparkgan.evaluation;

import io.sparkgan.config.SeedSequence;
import io.sparkgan.config.SeedSequence.Purpose;
import io.sparkgan.data.Permutation;
import java.io.Serializable;
import java.util.stream.IntStream;

/**
 * Training images chosen at random, which are scored as if they were generated. What is in a block
 * does not depend on how many follow, so most blocks of several protocols are the same.
 *
 * @param block its number, from 0
 * @param images how many, at most {@link BlockSums#SIZE}
 * @param seeds decide which ones
 */
public record FloorBlock(int block, int images, SeedSequence seeds) implements Serializable {
  public FloorBlock {
    if (block < 0 || images < 1 || images > BlockSums.SIZE) {
      throw new IllegalArgumentException(
          "Block %d of %d images, expected 1 to %d".formatted(block, images, BlockSums.SIZE));
    }
  }

  /**
   * Sums over the images. Nearest to each is another training image.
   *
   * @param reference whose training images they are
   */
  public BlockSums sums(Reference reference) {
    Appraisal training = reference.training();
    Permutation order = new Permutation(training.count(), seeds.seed(Purpose.FLOOR, 0, 0));
    int from = block * BlockSums.SIZE;
    int[] chosen =
        IntStream.range(from, from + images).map(place -> (int) order.apply(place)).toArray();
    Neighbours nearest = Neighbours.amongOthers(Points.features(training), 1, chosen);
    return BlockSums.of(block, training.select(chosen), nearest, reference);
  }
}
