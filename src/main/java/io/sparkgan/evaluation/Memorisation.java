package io.sparkgan.evaluation;

/**
 * Whether images are copies of training images: their mean distance, between features, to the
 * nearest training image, divided by the mean distance of real images that were not trained on to
 * theirs. About 1 for new images as good as real ones, below 1 if they are nearer to training
 * images than real ones are, 0 for copies; above 1 for images unlike any real one. The same
 * distances, which are compared by their ranks there, are those of Meehan et al. 2020, "A
 * Non-Parametric Test to Detect Data-Copying in Generative Models".
 */
final class Memorisation {
  private Memorisation() {}

  /**
   * The ratio.
   *
   * @param images mean distance to the nearest training image
   * @param unseen the same of real images that are not trained on
   */
  static double of(double images, double unseen) {
    return images / unseen;
  }
}
