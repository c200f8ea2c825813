package io.sparkgan.evaluation;

/**
 * How much of what is generated could be real, and how much of what is real could be generated
 * (Kynkäänniemi et al. 2019, "Improved Precision and Recall Metric for Assessing Generative
 * Models").
 *
 * <p>Of the first n real and the first n generated images, n the smaller of their numbers, the real
 * {@link Manifold} is the union of balls around the features of real images, each with the distance
 * to its third nearest other real image as radius. Precision is the share of generated images
 * inside; recall is the share of real images inside the manifold of generated ones, made in the
 * same way. Both are from 0 to 1.
 */
record PrecisionRecall(double precision, double recall) {

  static PrecisionRecall of(Manifold real, Points generated) {
    int n = Math.min(real.points().count(), generated.count());
    Manifold from = real.first(n);
    Manifold to = new Manifold(generated.range(0, n));
    return new PrecisionRecall(from.share(to.points()), to.share(from.points()));
  }
}
