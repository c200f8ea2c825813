package io.sparkgan.evaluation;

import java.io.Serializable;
import java.util.List;

/**
 * What is summed over the probabilities of classes that the judge gives images.
 *
 * @param probabilities sum of the probability of each class
 * @param negativeEntropy sum over images and classes of p log p
 * @param confidence sum of the probability of the class chosen
 * @param chosen how often each class was the most probable; of equals the first
 */
record ClassSums(
    int count, double[] probabilities, double negativeEntropy, double confidence, long[] chosen)
    implements Serializable {

  static ClassSums of(Appraisal appraisal) {
    int classes = appraisal.classes();
    double[] sums = new double[classes];
    long[] chosen = new long[classes];
    double entropy = 0;
    double confidence = 0;
    for (int image = 0; image < appraisal.count(); image++) {
      for (int i = 0; i < classes; i++) {
        double p = appraisal.probability(image, i);
        sums[i] += p;
        entropy += timesLog(p);
      }
      int verdict = appraisal.verdict(image);
      chosen[verdict]++;
      confidence += appraisal.probability(image, verdict);
    }
    return new ClassSums(appraisal.count(), sums, entropy, confidence, chosen);
  }

  /** Of the images of all; their order decides the last bits. */
  static ClassSums merged(List<ClassSums> all) {
    int count = 0;
    double[] sums = new double[all.get(0).probabilities.length];
    long[] chosen = new long[sums.length];
    double entropy = 0;
    double confidence = 0;
    for (ClassSums part : all) {
      count += part.count;
      entropy += part.negativeEntropy;
      confidence += part.confidence;
      for (int i = 0; i < sums.length; i++) {
        sums[i] += part.probabilities[i];
        chosen[i] += part.chosen[i];
      }
    }
    return new ClassSums(count, sums, entropy, confidence, chosen);
  }

  /** p log p, which goes to 0 with p. */
  static double timesLog(double p) {
    return p == 0 ? 0 : p * Math.log(p);
  }

  double meanConfidence() {
    return confidence / count;
  }
}
