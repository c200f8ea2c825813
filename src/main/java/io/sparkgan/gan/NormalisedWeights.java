package io.sparkgan.gan;

import java.util.SplittableRandom;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * One weight matrix W of a network and its largest singular value s with the singular vectors u and
 * v, by power iteration. A convolution's weights are seen as a matrix with one row for each index
 * of their first dimension: for a convolution that is a filter.
 */
final class NormalisedWeights {
  /** Any: the chance to miss the largest singular vector is nil. */
  private static final long SEED = 1;

  private static final double TINY = 1e-12;

  /** Relative change of s in one iteration at which it is found. */
  private static final double SETTLED = 1e-5;

  private static final int MOST_ITERATIONS = 500;

  private final INDArray seen;
  private final INDArray gradient;
  private final INDArray raw;
  private final INDArray u;
  private final INDArray v;
  private double s = 1;

  /**
   * @param weights the network's, a view: what forward passes see
   * @param gradient by them, a view
   */
  NormalisedWeights(INDArray weights, INDArray gradient) {
    seen = matrix(weights);
    this.gradient = matrix(gradient);
    raw = seen.dup();
    u = Nd4j.zeros(weights.dataType(), seen.rows(), 1);
    v = Nd4j.zeros(weights.dataType(), seen.columns(), 1);
  }

  private static INDArray matrix(INDArray weights) {
    return weights.rank() == 2
        ? weights
        : weights.reshape('c', weights.size(0), weights.length() / weights.size(0));
  }

  /** Takes weights for W of which nothing is known, and normalises them. */
  void takeNew() {
    double[] start = new SplittableRandom(SEED).doubles(u.length(), -1, 1).toArray();
    u.assign(Nd4j.createFromArray(start).reshape(u.shape()));
    raw.assign(seen);
    double before = 0;
    iterate();
    for (int i = 1; i < MOST_ITERATIONS && Math.abs(s - before) > SETTLED * s; i++) {
      before = s;
      iterate();
    }
    putNormalised();
  }

  /** Takes weights for W that have changed a little, and normalises them. */
  void takeUpdated() {
    raw.assign(seen);
    iterate();
    putNormalised();
  }

  private void iterate() {
    unit(raw.transpose().mmul(u), v);
    s = unit(raw.mmul(v), u);
  }

  long bytes() {
    return (raw.length() + u.length() + v.length()) * raw.dataType().width();
  }

  void putNormalised() {
    raw.div(s, seen);
  }

  void putRaw() {
    seen.assign(raw);
  }

  /** The gradient by W / s becomes that by W: (g - sum(g W / s) u v') / s. */
  void differentiate() {
    double along = gradient.mul(raw).sumNumber().doubleValue() / s;
    gradient.subi(u.mmul(v.transpose()).muli(along)).divi(s);
  }

  /**
   * Writes a vector's direction.
   *
   * @return its length
   */
  private static double unit(INDArray vector, INDArray direction) {
    double length = Math.max(TINY, vector.norm2Number().doubleValue());
    vector.div(length, direction);
    return length;
  }
}
