package io.sparkgan.evaluation;

import java.util.Arrays;

/**
 * The inception score (Salimans et al. 2016, "Improved Techniques for Training GANs") with the
 * judge in the place of Inception: how sure the judge is of every single image and how unsure of
 * all.
 *
 * <p>exp(E KL(p(y|x) || p(y))), where p(y|x) are the probabilities of the classes y of an image x
 * and p(y) is their mean over the images scored together. From 1, if all images look alike to the
 * judge, to the number of classes, if it is sure of each and finds equally many of all. As E KL = E
 * sum p(y|x) log p(y|x) - sum p(y) log p(y), sums over the images suffice.
 */
final class MnistScore {
  private MnistScore() {}

  static double of(ClassSums sums) {
    double marginal =
        Arrays.stream(sums.probabilities()).map(p -> ClassSums.timesLog(p / sums.count())).sum();
    return Math.exp(sums.negativeEntropy() / sums.count() - marginal);
  }
}
