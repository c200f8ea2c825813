package io.sparkgan.gan;

import io.sparkgan.config.Loss;

/** What a logit costs either network, and the derivatives by the logit. */
interface Objective {

  /**
   * The discriminator's loss of one logit.
   *
   * @param target 1 for real, 0 for generated, between them where labels are smoothed
   */
  double discriminatorLoss(double logit, double target);

  /** Its derivative by the logit. */
  double discriminatorSlope(double logit, double target);

  /** The generator's loss of one logit of a generated image. */
  double generatorLoss(double logit);

  /** Its derivative by the logit. */
  double generatorSlope(double logit);

  /**
   * The probability of being real that a logit stands for; above 1/2 an image is taken for real.
   *
   * @return sigmoid(l), unless the objective's targets are logits themselves
   */
  default double probability(double logit) {
    return Logits.sigmoid(logit);
  }

  static Objective of(Loss.Objective objective) {
    return switch (objective) {
      case NON_SATURATING -> new NonSaturating();
      case MINIMAX -> new Minimax();
      case LEAST_SQUARES -> new LeastSquares();
      case WASSERSTEIN -> new Wasserstein();
      case HINGE -> new Hinge();
    };
  }

  /**
   * Sigmoid cross-entropy in the form that never overflows, max(l, 0) - l t + log(1 + exp(-|l|));
   * the generator's is that with target 1, -log sigmoid(l) (Goodfellow et al. 2014).
   */
  record NonSaturating() implements Objective {
    @Override
    public double discriminatorLoss(double logit, double target) {
      return Math.max(logit, 0) - logit * target + Math.log1p(Math.exp(-Math.abs(logit)));
    }

    @Override
    public double discriminatorSlope(double logit, double target) {
      return Logits.sigmoid(logit) - target;
    }

    @Override
    public double generatorLoss(double logit) {
      return discriminatorLoss(logit, 1);
    }

    @Override
    public double generatorSlope(double logit) {
      return discriminatorSlope(logit, 1);
    }
  }

  /** The generator minimises what the discriminator maximises: log(1 - sigmoid(l)). */
  record Minimax() implements Objective {
    private static final Objective CROSS_ENTROPY = new NonSaturating();

    @Override
    public double discriminatorLoss(double logit, double target) {
      return CROSS_ENTROPY.discriminatorLoss(logit, target);
    }

    @Override
    public double discriminatorSlope(double logit, double target) {
      return CROSS_ENTROPY.discriminatorSlope(logit, target);
    }

    @Override
    public double generatorLoss(double logit) {
      return -CROSS_ENTROPY.discriminatorLoss(logit, 0);
    }

    @Override
    public double generatorSlope(double logit) {
      return -CROSS_ENTROPY.discriminatorSlope(logit, 0);
    }
  }

  /** Half the square of logit minus target, the generator's being 1 (Mao et al. 2017). */
  record LeastSquares() implements Objective {
    @Override
    public double probability(double logit) {
      return Math.min(1, Math.max(0, logit));
    }

    @Override
    public double discriminatorLoss(double logit, double target) {
      return (logit - target) * (logit - target) / 2;
    }

    @Override
    public double discriminatorSlope(double logit, double target) {
      return logit - target;
    }

    @Override
    public double generatorLoss(double logit) {
      return discriminatorLoss(logit, 1);
    }

    @Override
    public double generatorSlope(double logit) {
      return discriminatorSlope(logit, 1);
    }
  }

  /**
   * -l on real, l on generated images; the generator's -l (Arjovsky et al. 2017). Only differences
   * of logits mean something, so a probability is none.
   */
  record Wasserstein() implements Objective {
    @Override
    public double discriminatorLoss(double logit, double target) {
      return (1 - 2 * target) * logit;
    }

    @Override
    public double discriminatorSlope(double logit, double target) {
      return 1 - 2 * target;
    }

    @Override
    public double generatorLoss(double logit) {
      return -logit;
    }

    @Override
    public double generatorSlope(double logit) {
      return -1;
    }
  }

  /** max(0, 1 - l) on real, max(0, 1 + l) on generated; the generator's -l (Lim and Ye 2017). */
  record Hinge() implements Objective {
    @Override
    public double discriminatorLoss(double logit, double target) {
      return Math.max(0, 1 + (1 - 2 * target) * logit);
    }

    @Override
    public double discriminatorSlope(double logit, double target) {
      return discriminatorLoss(logit, target) > 0 ? 1 - 2 * target : 0;
    }

    @Override
    public double generatorLoss(double logit) {
      return -logit;
    }

    @Override
    public double generatorSlope(double logit) {
      return -1;
    }
  }
}
