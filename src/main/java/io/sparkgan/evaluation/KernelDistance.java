package io.sparkgan.evaluation;

import java.util.List;

/**
 * How far the features of generated images are from those of real ones, whatever their distribution
 * (Bińkowski et al. 2018, "Demystifying MMD GANs"): the squared maximum mean discrepancy with the
 * kernel k(x, y) = (x.y / d + 1)^3 of d features.
 *
 * <p>Each estimate is unbiased, so it may be below 0: of m generated x and as many real y it is the
 * mean of k(x, x') over pairs of different x, plus that of k(y, y') over pairs of different y, less
 * twice the mean of k(x, y) over all pairs. The distance is the mean of the estimates on subsets of
 * {@link #SUBSET} images, each against its own real ones.
 *
 * @param value mean of the estimates
 * @param error its standard error: the standard deviation of the estimates divided by the root of
 *     their number; not a number if there is only one
 */
record KernelDistance(double value, double error) {

  /** Images of a subset, unless fewer are scored together. */
  static final int SUBSET = 100;

  /** An estimate of the distance. */
  static double estimate(Points generated, Points real) {
    return amongThemselves(generated) + amongThemselves(real) - 2 * across(generated, real);
  }

  /** From estimates on subsets. */
  static KernelDistance over(List<Double> estimates) {
    int n = estimates.size();
    double mean = estimates.stream().mapToDouble(e -> e).sum() / n;
    double squares = estimates.stream().mapToDouble(e -> (e - mean) * (e - mean)).sum();
    return new KernelDistance(mean, Math.sqrt(squares / (n - 1) / n));
  }

  private static double amongThemselves(Points points) {
    double sum = 0;
    for (int i = 1; i < points.count(); i++) {
      for (int j = 0; j < i; j++) {
        sum += kernel(points.product(i, points, j), points.dimensions());
      }
    }
    return sum / (0.5 * points.count() * (points.count() - 1));
  }

  private static double across(Points generated, Points real) {
    double sum = 0;
    for (int i = 0; i < generated.count(); i++) {
      for (int j = 0; j < real.count(); j++) {
        sum += kernel(generated.product(i, real, j), real.dimensions());
      }
    }
    return sum / ((double) generated.count() * real.count());
  }

  private static double kernel(double product, int features) {
    double base = product / features + 1;
    return base * base * base;
  }
}
