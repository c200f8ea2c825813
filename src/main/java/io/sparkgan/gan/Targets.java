package io.sparkgan.gan;

import io.sparkgan.config.Loss.Labels;
import io.sparkgan.gan.Logits.Target;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * What the discriminator is told that it should have said: the labels, smoothed and flipped as the
 * recipe says (Salimans et al. 2016).
 */
record Targets(Labels labels) {

  /**
   * One target for each logit.
   *
   * @param random used only by noisy and by flipped labels
   */
  double[] of(Target kind, int count, SplittableRandom random) {
    double[] targets = new double[count];
    Arrays.setAll(
        targets,
        i -> {
          boolean flipped = labels.flip() > 0 && random.nextDouble() < labels.flip();
          return smoothed(flipped ? kind.other() : kind, random);
        });
    return targets;
  }

  private double smoothed(Target kind, SplittableRandom random) {
    double distance =
        switch (labels.smoothing()) {
          case NONE -> 0;
          case ONE_SIDED -> kind == Target.REAL ? labels.amount() : 0;
          case TWO_SIDED -> labels.amount();
          case NOISY -> labels.amount() * random.nextDouble();
        };
    return kind == Target.REAL ? 1 - distance : distance;
  }
}
