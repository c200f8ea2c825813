package io.sparkgan.gan;

import java.util.SplittableRandom;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * One weight matrix W of a network and its largest singular value s with the singular vectors u and
 * v, by power iteration. A convolution's weights are seen as a matrix with one row a filter.
 */
final class NormalisedWeights {
  /** Any: the chance to miss the largest singular vector is nil. */
  private static final long SEED = 1;

  private static final double TINY = 1e-12;

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

  /** Forgets what power iteration has found so far. */
  void restart() {
    double[] start = new SplittableRandom(SEED).doubles(u.length(), -1, 1).toArray();
    u.assign(Nd4j.createFromArray(start).reshape(u.shape()));
  }

  /** Takes the network's weights for W, and normalises them. */
  void take(int iterations) {
    raw.assign(seen);
    for (int i = 0; i < iterations; i++) {
      v.assign(unit(raw.transpose().mmul(u)));
      u.assign(unit(raw.mmul(v)));
    }
    s = Math.max(TINY, u.mul(raw.mmul(v)).sumNumber().doubleValue());
    putNormalised();
  }

  void putNormalised() {
    seen.assign(raw.div(s));
  }

  void putRaw() {
    seen.assign(raw);
  }

  /** The gradient by W / s becomes that by W: (g - sum(g W / s) u v') / s. */
  void differentiate() {
    double along = gradient.mul(raw).sumNumber().doubleValue() / s;
    gradient.subi(u.mmul(v.transpose()).muli(along)).divi(s);
  }

  private static INDArray unit(INDArray vector) {
    return vector.divi(Math.max(TINY, vector.norm2Number().doubleValue()));
  }
}
