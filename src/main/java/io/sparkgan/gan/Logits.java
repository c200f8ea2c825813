package io.sparkgan.gan;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * What the discriminator says of a batch: one logit l an image, sigmoid(l) being the probability
 * that it is real. The loss is sigmoid cross-entropy in the form that never overflows; the
 * generator's is the non-saturating one of Goodfellow et al. 2014, -log sigmoid(l), which is the
 * cross-entropy of generated images with {@link Target#REAL}.
 */
record Logits(float[] values) {

  /** What the discriminator should have said. */
  enum Target {
    REAL(1),
    GENERATED(0);

    private final double label;

    Target(double label) {
      this.label = label;
    }
  }

  static Logits of(INDArray output) {
    return new Logits(output.toFloatVector());
  }

  Logits range(int from, int to) {
    return new Logits(Arrays.copyOfRange(values, from, to));
  }

  /** Mean of max(l, 0) - l t + log(1 + exp(-|l|)). */
  double loss(Target target) {
    double sum = 0;
    for (float l : values) {
      sum += Math.max(l, 0) - l * target.label + Math.log1p(Math.exp(-Math.abs(l)));
    }
    return sum / values.length;
  }

  /**
   * The derivative of the summed loss by each logit, sigmoid(l) - t, divided by {@code divisor}.
   *
   * @param divisor the number of images that the loss is a mean over
   */
  double[] gradient(Target target, int divisor) {
    double[] result = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      result[i] = (sigmoid(values[i]) - target.label) / divisor;
    }
    return result;
  }

  /**
   * {@link #gradient} as the column that a backward pass begins with.
   *
   * @param like an array of the network's data type
   */
  INDArray error(Target target, int divisor, INDArray like) {
    return Nd4j.createFromArray(gradient(target, divisor))
        .castTo(like.dataType())
        .reshape(values.length, 1);
  }

  /** Mean probability of being real. */
  double meanProbability() {
    double sum = 0;
    for (float l : values) {
      sum += sigmoid(l);
    }
    return sum / values.length;
  }

  /** Share of images that are taken for what they are. */
  double accuracy(Target target) {
    int right = 0;
    for (float l : values) {
      if ((l > 0) == (target == Target.REAL)) {
        right++;
      }
    }
    return (double) right / values.length;
  }

  static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }
}
