package io.sparkgan.gan;

import java.util.Arrays;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What the discriminator says of a batch: one logit l for an image, or for a pack of images judged
 * together, sigmoid(l) being the probability that it is real.
 */
record Logits(double[] values) {

  /** What the discriminator should have said. */
  enum Target {
    REAL(1),
    GENERATED(0);

    private final double label;

    Target(double label) {
      this.label = label;
    }

    /** Before any smoothing. */
    double label() {
      return label;
    }
  }

  static Logits of(INDArray output) {
    return new Logits(output.toDoubleVector());
  }

  /** All of several batches, one after another. */
  static Logits concat(Stream<Logits> parts) {
    return new Logits(parts.flatMapToDouble(part -> DoubleStream.of(part.values)).toArray());
  }

  int count() {
    return values.length;
  }

  Logits range(int from, int to) {
    return new Logits(Arrays.copyOfRange(values, from, to));
  }

  /** Mean probability of being real. */
  double meanProbability() {
    return DoubleStream.of(values).map(Logits::sigmoid).sum() / values.length;
  }

  /** Share that is taken for what it is, if a logit above 0 means real. */
  double accuracy(Target target) {
    long right = DoubleStream.of(values).filter(l -> (l > 0) == (target == Target.REAL)).count();
    return (double) right / values.length;
  }

  static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }
}
