package io.sparkgan.gan;

import io.sparkgan.config.Loss.Regularisation;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A penalty on n, the norm of the gradient of a logit by its images. Its derivative by the
 * parameters is that of n, which is the slope of the parameters' gradient along the unit vector u
 * of the images' gradient; layers have no second derivatives, so the slope is a central difference:
 *
 * <pre>dn/dp = (dl/dp(x + h u) - dl/dp(x - h u)) / 2h</pre>
 *
 * Dropout and the signs at rectifiers are held, as a second derivative holds them: without that the
 * kinks between x - h u and x + h u would drown it. A network of rectifiers is then linear in x,
 * and the difference exact; with other activations its error is about h squared.
 */
final class GradientPenalty {
  private static final double H = 0.01;
  private static final double TINY = 1e-12;

  private final Regularisation regularisation;

  private GradientPenalty(Regularisation regularisation) {
    this.regularisation = regularisation;
  }

  static Optional<GradientPenalty> of(Regularisation regularisation) {
    return regularisation.hasPenalty()
        ? Optional.of(new GradientPenalty(regularisation))
        : Optional.empty();
  }

  /**
   * Adds the penalty's gradient to that of the discriminator.
   *
   * @param share what the penalty is multiplied by: that of real images in the loss
   */
  void add(
      double share, Discriminator discriminator, Images real, Images generated, StepInputs inputs) {
    INDArray sum = discriminator.gradient().dup();
    Images at =
        switch (regularisation.gradientPenalty()) {
          case NONE -> throw new IllegalStateException("No penalty");
          case R1 -> real;
          case ONE_CENTRED -> between(real, generated, inputs);
        };
    Logits logits = discriminator.train(at);
    double[] ones = new double[logits.count()];
    Arrays.fill(ones, 1);
    INDArray byImages = discriminator.backwardToImages(ones);
    INDArray packs = byImages.reshape('c', logits.count(), -1);
    INDArray norms = packs.norm2(1);
    INDArray shift = packs.divColumnVector(norms.add(TINY)).muli(H).reshape(at.pixels().shape());
    double[] slopes = slopes(norms.toDoubleVector(), share);
    sum.addi(gradient(discriminator, new Images(at.pixels().add(shift), at.classes()), slopes, 1));
    sum.addi(gradient(discriminator, new Images(at.pixels().sub(shift), at.classes()), slopes, -1));
    discriminator.gradient().assign(sum);
  }

  /** The derivative of the weighted mean penalty by each norm. */
  private double[] slopes(double[] norms, double share) {
    DoubleUnaryOperator slope =
        regularisation.gradientPenalty() == Regularisation.GradientPenalty.R1
            ? norm -> norm
            : norm -> 2 * (norm - 1);
    return Arrays.stream(norms)
        .map(
            norm ->
                share * regularisation.penaltyWeight() * slope.applyAsDouble(norm) / norms.length)
        .toArray();
  }

  private static INDArray gradient(
      Discriminator discriminator, Images images, double[] slopes, double sign) {
    discriminator.trainAgain(images);
    discriminator.backwardToParameters(
        Arrays.stream(slopes).map(slope -> sign * slope / (2 * H)).toArray());
    return discriminator.gradient();
  }

  /**
   * As many as there are of both kinds, each at a random place between a real and a made one; its
   * class is that of the real one.
   */
  private static Images between(Images real, Images generated, StepInputs inputs) {
    int count = Math.min(real.count(), generated.count());
    INDArray some = real.range(0, count).pixels();
    INDArray others = generated.range(0, count).pixels();
    INDArray mix =
        Nd4j.createFromArray(inputs.mixes(count)).castTo(some.dataType()).reshape(count, 1);
    INDArray difference = others.sub(some).reshape('c', count, -1).muliColumnVector(mix);
    return new Images(
        some.add(difference.reshape(some.shape())), Images.classes(real.classes(), 0, count));
  }
}
