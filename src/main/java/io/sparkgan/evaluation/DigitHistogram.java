package io.sparkgan.evaluation;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The classes that the judge finds among images, against those that it finds among real ones.
 *
 * @param shares of each class, by the most probable one of each image
 * @param distance total variation: half the sum of the differences of shares; from 0 to 1, the
 *     share of images that would have to be of another class
 * @param missing classes that have less than a tenth of their share among real images
 */
record DigitHistogram(List<Double> shares, double distance, int missing) {
  private static final double MISSED = 0.1;

  static DigitHistogram of(ClassSums generated, ClassSums real) {
    double[] shares = shares(generated);
    double[] expected = shares(real);
    double distance = 0;
    for (int i = 0; i < shares.length; i++) {
      distance += 0.5 * Math.abs(shares[i] - expected[i]);
    }
    long missing =
        IntStream.range(0, shares.length).filter(i -> shares[i] < MISSED * expected[i]).count();
    return new DigitHistogram(Arrays.stream(shares).boxed().toList(), distance, (int) missing);
  }

  private static double[] shares(ClassSums sums) {
    return Arrays.stream(sums.chosen()).mapToDouble(n -> (double) n / sums.count()).toArray();
  }
}
