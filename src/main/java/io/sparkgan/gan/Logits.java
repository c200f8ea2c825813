package io.sparkgan.gan;

import java.util.Arrays;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What the discriminator says of a batch: one logit for an image, or for a pack of images judged
 * together. The higher it is, the more real they look; see {@link Objective#probability}.
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

    Target other() {
      return this == REAL ? GENERATED : REAL;
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
  double meanProbability(Objective objective) {
    return DoubleStream.of(values).map(objective::probability).sum() / values.length;
  }

  /** Share that is taken for what it is. */
  double accuracy(Objective objective, Target target) {
    long right =
        DoubleStream.of(values)
            .filter(l -> (objective.probability(l) > .5) == (target == Target.REAL))
            .count();
    return (double) right / values.length;
  }

  static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }
}
