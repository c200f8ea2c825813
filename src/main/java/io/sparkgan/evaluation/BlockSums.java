package io.sparkgan.evaluation;

import java.io.Serializable;

/**
 * What scoring needs of one block of images. The block is the unit of seed, batch and sum: blocks
 * that are merged in order give the same bits, whoever made them.
 */
@SuppressWarnings({"unused", "DoNotCallSuggester"})
public record BlockSums(int block, Appraisal appraisal) implements Serializable {

  /** Images in a block; the last may have fewer. */
  public static final int SIZE = 500;

  /**
   * Sums over one block.
   *
   * @param block its number, from 0
   * @param appraisal what the judge says of its images, at most {@link #SIZE}
   * @param asked class that each image was asked to be of; empty if none was
   * @param realProbabilities probability of being real that the run's discriminator gives each;
   *     empty if there is none to ask
   * @param reference what the images are compared with
   */
  public static BlockSums of(
      int block, Appraisal appraisal, int[] asked, float[] realProbabilities, Reference reference) {
    throw new UnsupportedOperationException("on its way");
  }
}
