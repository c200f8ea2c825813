package io.sparkgan.job;

import io.sparkgan.config.Constant;
import io.sparkgan.config.Decimal;
import io.sparkgan.config.Loss;
import java.io.PrintStream;

/** What the networks are trained to do, for people: only what there is. */
record LossSheet(Loss loss) {

  void print(PrintStream out) {
    RecipeSheet.line(out, "objective", objective(loss.objective()));
    labels(out, loss.labels());
    regularisation(out, loss.regularisation());
  }

  private static String objective(Loss.Objective objective) {
    return switch (objective) {
      case NON_SATURATING -> "non-saturating: cross-entropy; the generator wants verdict 1";
      case MINIMAX -> "minimax: cross-entropy; the generator wants the discriminator's loss high";
      case LEAST_SQUARES -> "least-squares: squared distance of the logit from its target";
      case WASSERSTEIN -> "wasserstein: difference of the mean logits";
      case HINGE -> "hinge: logits beyond 1 and -1 cost nothing";
    };
  }

  private static void labels(PrintStream out, Loss.Labels labels) {
    String amount = Decimal.text(labels.amount());
    switch (labels.smoothing()) {
      case NONE -> {}
      case ONE_SIDED ->
          RecipeSheet.line(out, "labels", "one-sided: those of real images less " + amount);
      case TWO_SIDED ->
          RecipeSheet.line(
              out, "labels", "two-sided: those of real and generated images moved by " + amount);
      case NOISY ->
          RecipeSheet.line(
              out, "labels", "noisy: each image's own moved by anything up to " + amount);
    }
    if (labels.flip() > 0) {
      RecipeSheet.line(out, "labels", "wrong with probability " + Decimal.text(labels.flip()));
    }
  }

  private static void regularisation(PrintStream out, Loss.Regularisation regularisation) {
    if (regularisation.spectralNorm()) {
      RecipeSheet.line(out, "regularisation", "spectral normalisation of the discriminator");
    }
    if (regularisation.hasPenalty()) {
      RecipeSheet.line(
          out,
          "regularisation",
          "gradient penalty %s times %s"
              .formatted(
                  Constant.text(regularisation.gradientPenalty()),
                  Decimal.text(regularisation.penaltyWeight())));
    }
    if (regularisation.weightClip() > 0) {
      RecipeSheet.line(
          out,
          "regularisation",
          "the discriminator's parameters within +-" + Decimal.text(regularisation.weightClip()));
    }
  }
}
