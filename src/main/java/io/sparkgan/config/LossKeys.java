package io.sparkgan.config;

import io.sparkgan.config.Loss.Labels;
import io.sparkgan.config.Loss.Regularisation;
import io.sparkgan.config.Loss.Regularisation.GradientPenalty;

/** The keys of a {@link Loss}, which lie directly in a recipe's section. */
final class LossKeys {
  /** That of the paper. */
  private static final double WASSERSTEIN_CLIP = 0.01;

  private LossKeys() {}

  static Loss read(Cursor c) {
    Loss.Objective objective = c.oneOf(Loss.Objective.class, "objective");
    return new Loss(
        objective,
        c.section("labels", LossKeys::labels),
        c.section("regularisation", section -> regularisation(section, objective)));
  }

  private static Labels labels(Cursor c) {
    return new Labels(
        c.oneOf(Labels.Smoothing.class, "smoothing"),
        c.number("amount", Range.BELOW_HALF),
        c.number("flip", Range.BELOW_HALF));
  }

  private static Regularisation regularisation(Cursor c, Loss.Objective objective) {
    boolean spectralNorm = c.flag("spectralNorm", false);
    GradientPenalty penalty = c.oneOf(GradientPenalty.class, "gradientPenalty");
    boolean unbounded =
        objective == Loss.Objective.WASSERSTEIN && !spectralNorm && penalty == GradientPenalty.NONE;
    double otherwise = unbounded ? WASSERSTEIN_CLIP : 0;
    return new Regularisation(
        spectralNorm,
        penalty,
        c.number("penaltyWeight", Range.POSITIVE),
        c.has("weightClip") ? c.number("weightClip", Range.NOT_NEGATIVE) : otherwise);
  }
}
