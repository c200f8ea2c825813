package io.sparkgan.evaluation;

import java.io.Serializable;

/**
 * What scoring needs of one block of images. The block is the unit of seed, batch and sum: blocks
 * that are merged in order give the same bits, whoever made them.
 *
 * @param block its number, from 0
 * @param appraisal what the judge says of its images, for the scores that are no sums
 * @param sums over its images
 * @param nearest distances of its images to their nearest training images
 * @param asAsked 1 for each image of the class asked for, 0 for each other one
 * @param realProbability probabilities of being real
 */
public record BlockSums(
    int block,
    Appraisal appraisal,
    BatchSums sums,
    Mean nearest,
    Mean asAsked,
    Mean realProbability)
    implements Serializable {

  /** Images in a block; the last may have fewer. */
  public static final int SIZE = 500;

  /** How many blocks so many images make; the last may have fewer images. */
  public static int blocks(int images) {
    return (images + SIZE - 1) / SIZE;
  }

  /** How many of so many images are in a block. */
  public static int imagesOf(int block, int images) {
    return Math.min(SIZE, images - block * SIZE);
  }

  /**
   * Sums over one block. Most of the time goes into comparing each image with each training image.
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
    reference.check(appraisal);
    check(appraisal, asked.length);
    check(appraisal, realProbabilities.length);
    double[] hits = new double[asked.length];
    double[] real = new double[realProbabilities.length];
    for (int i = 0; i < hits.length; i++) {
      hits[i] = appraisal.verdict(i) == asked[i] ? 1 : 0;
    }
    for (int i = 0; i < real.length; i++) {
      real[i] = realProbabilities[i];
    }
    Neighbours nearest = reference.nearestTraining(Points.features(appraisal));
    return of(block, appraisal, nearest, reference).asking(Mean.of(hits), Mean.of(real));
  }

  /** Of images that nobody asked for nor about. */
  static BlockSums of(int block, Appraisal appraisal, Neighbours nearest, Reference reference) {
    int from = block * (SIZE / KernelDistance.SUBSET);
    return new BlockSums(
        block,
        appraisal,
        BatchSums.of(appraisal, KernelDistance.SUBSET, from, reference),
        Mean.of(nearest.distances()),
        Mean.of(),
        Mean.of());
  }

  private BlockSums asking(Mean asAsked, Mean realProbability) {
    return new BlockSums(block, appraisal, sums, nearest, asAsked, realProbability);
  }

  private static void check(Appraisal appraisal, int values) {
    if (appraisal.count() > SIZE || (values != 0 && values != appraisal.count())) {
      throw new IllegalArgumentException(
          "Block of %d images with %d values, expected at most %d images with one each or none"
              .formatted(appraisal.count(), values, SIZE));
    }
  }
}
