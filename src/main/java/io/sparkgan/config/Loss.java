package io.sparkgan.config;

import java.io.Serializable;

/**
 * What the two networks are trained to do, as functions of the discriminator's logits.
 *
 * @param objective the game
 * @param labels the discriminator's targets
 * @param regularisation what keeps the discriminator smooth
 */
public record Loss(Objective objective, Labels labels, Regularisation regularisation)
    implements Serializable {

  /** The games. */
  public enum Objective {
    /** Cross-entropy; the generator minimises -log D(G(z)) (Goodfellow et al. 2014). */
    NON_SATURATING,
    /** Cross-entropy; the generator minimises log(1 - D(G(z))) (Goodfellow et al. 2014). */
    MINIMAX,
    /** Squares of logit minus target (Mao et al. 2017). */
    LEAST_SQUARES,
    /** Difference of the mean logits, weights clipped (Arjovsky et al. 2017). */
    WASSERSTEIN,
    /** Hinge of the logits (Lim and Ye 2017). */
    HINGE;

    /** Whether the discriminator has targets that can be smoothed. */
    public boolean hasTargets() {
      return this == NON_SATURATING || this == MINIMAX || this == LEAST_SQUARES;
    }
  }

  /**
   * The discriminator's targets. The generator's is always 1.
   *
   * @param smoothing which targets are moved
   * @param amount how far
   * @param flip probability that an image gets the label of the other kind
   */
  public record Labels(Smoothing smoothing, double amount, double flip) implements Serializable {
    /** Which targets are moved from 1 and 0. */
    public enum Smoothing {
      NONE,
      /** Real images get 1 - amount (Salimans et al. 2016). */
      ONE_SIDED,
      /** And generated images amount. */
      TWO_SIDED,
      /** Real images get U(1 - amount, 1), generated U(0, amount), each image its own. */
      NOISY
    }
  }

  /**
   * What keeps the discriminator smooth.
   *
   * @param spectralNorm whether every weight matrix is divided by its largest singular value
   *     (Miyato et al. 2018)
   * @param gradientPenalty on the norm of the gradient of the logits by the images
   * @param penaltyWeight what the penalty is multiplied by
   * @param weightClip parameters are kept within plus and minus this; 0: they are free
   */
  public record Regularisation(
      boolean spectralNorm,
      GradientPenalty gradientPenalty,
      double penaltyWeight,
      double weightClip)
      implements Serializable {
    /** The penalties. */
    public enum GradientPenalty {
      NONE,
      /** Half of its square, on real images (Mescheder et al. 2018). */
      R1,
      /** The square of its distance from 1, between real and generated (Gulrajani et al. 2017). */
      ONE_CENTRED
    }

    /** Whether there is a gradient penalty. */
    public boolean hasPenalty() {
      return gradientPenalty != GradientPenalty.NONE;
    }
  }
}
