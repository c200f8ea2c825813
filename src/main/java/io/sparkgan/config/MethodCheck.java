package io.sparkgan.config;

import io.sparkgan.config.Loss.Labels;
import io.sparkgan.config.Loss.Objective;
import io.sparkgan.config.Loss.Regularisation;
import io.sparkgan.config.Recipe.Latent.ForGenerator;
import java.util.List;

/** Which methods of a recipe go together. */
record MethodCheck(Recipe recipe, Problems problems) {
  private static final String SIMULTANEOUS = "because recipe.updates.plan is simultaneous";
  private static final String REGULARISATION = "recipe.regularisation";

  List<Rule> rules() {
    return List.of(
        Rule.over(
            this::checkLatents,
            "recipe.latent.generatorTurn",
            "recipe.batch.generated",
            "recipe.batch.generator",
            "recipe.updates.plan"),
        Rule.over(this::checkPacking, "recipe.packing", "recipe.batch"),
        Rule.over(this::checkLabels, "recipe.objective", "recipe.labels"),
        Rule.over(this::checkSlope, "recipe.objective", REGULARISATION),
        Rule.over(this::checkClip, REGULARISATION),
        Rule.over(this::checkPenalty, RecipeCheck.DISCRIMINATOR, REGULARISATION),
        Rule.over(this::checkPenaltyUpdates, "recipe.batch.perUpdate", REGULARISATION),
        Rule.over(this::checkOptimisers, "recipe.updates"),
        Rule.over(
            this::checkBiasCorrection,
            "recipe.updates",
            "recipe.generator",
            "recipe.discriminator"),
        Rule.over(
            this::checkSimultaneous,
            "recipe.updates",
            "recipe.latent.generatorTurn",
            "recipe.batch.perUpdate"));
  }

  private void require(boolean holds, String path, String expected) {
    if (!holds) {
      problems.add(path, expected);
    }
  }

  private void checkLatents() {
    Recipe.Batch batch = recipe.batch();
    boolean reuse = recipe.latent().generatorTurn() == ForGenerator.REUSE;
    require(
        batch.generator() == batch.generated() || !(reuse || simultaneous()),
        "recipe.batch.generator",
        "expected %d, the same as recipe.batch.generated, %s, found %d"
            .formatted(
                batch.generated(),
                reuse ? "because recipe.latent.generatorTurn is reuse" : SIMULTANEOUS,
                batch.generator()));
  }

  private void checkPacking() {
    Recipe.Batch batch = recipe.batch();
    checkPacked("recipe.batch.real", batch.real());
    checkPacked("recipe.batch.generated", batch.generated());
    checkPacked("recipe.batch.generator", batch.generator());
    if (batch.perUpdate() > 0) {
      checkPacked("recipe.batch.perUpdate", batch.perUpdate());
    }
  }

  private void checkPacked(String path, int images) {
    require(
        images % recipe.packing() == 0,
        path,
        "expected a multiple of recipe.packing, which is %d, found %d"
            .formatted(recipe.packing(), images));
  }

  private void checkLabels() {
    Labels labels = recipe.loss().labels();
    boolean hard = labels.smoothing() == Labels.Smoothing.NONE && labels.flip() == 0;
    require(
        hard || recipe.loss().objective().hasTargets(),
        "recipe.labels",
        "expected smoothing none and flip 0, because recipe.objective is %s, which has no targets,"
                .formatted(Constant.text(recipe.loss().objective()))
            + " found smoothing %s and flip %s"
                .formatted(Constant.text(labels.smoothing()), Decimal.text(labels.flip())));
    require(
        labels.smoothing() == Labels.Smoothing.NONE || labels.amount() > 0,
        "recipe.labels.amount",
        "expected above 0, because recipe.labels.smoothing is %s, found 0"
            .formatted(Constant.text(labels.smoothing())));
  }

  private void checkSlope() {
    Regularisation regularisation = recipe.loss().regularisation();
    boolean bounded =
        regularisation.weightClip() > 0 || regularisation.spectralNorm() || hasPenalty();
    require(
        bounded || recipe.loss().objective() != Objective.WASSERSTEIN,
        REGULARISATION,
        "expected weightClip above 0, spectralNorm or a gradientPenalty, because recipe.objective"
            + " is wasserstein, which needs a discriminator of bounded slope, found none of them");
  }

  private void checkClip() {
    Regularisation regularisation = recipe.loss().regularisation();
    require(
        regularisation.weightClip() == 0 || !regularisation.spectralNorm(),
        REGULARISATION + ".weightClip",
        "expected 0, because recipe.regularisation.spectralNorm is true, found "
            + Decimal.text(regularisation.weightClip()));
  }

  private void checkPenalty() {
    require(
        !(hasBatchNorm() && hasPenalty()),
        RecipeCheck.DISCRIMINATOR,
        "expected no batch-norm, because recipe.regularisation.gradientPenalty is a penalty on each"
            + " image's own gradient, found one");
  }

  /** It looks at all images of a turn, and would be added for each part of them again. */
  private void checkPenaltyUpdates() {
    int perUpdate = recipe.batch().perUpdate();
    require(
        perUpdate == 0 || !hasPenalty(),
        "recipe.batch.perUpdate",
        "expected 0, because there is a recipe.regularisation.gradientPenalty, found " + perUpdate);
  }

  private boolean hasBatchNorm() {
    return recipe.discriminator().layers().stream().anyMatch(LayerSpec.BatchNorm.class::isInstance);
  }

  private boolean hasPenalty() {
    return recipe.loss().regularisation().hasPenalty();
  }

  private boolean simultaneous() {
    return recipe.updates().plan() == Updates.Plan.SIMULTANEOUS;
  }

  private void checkOptimisers() {
    Updates updates = recipe.updates();
    boolean perTarget =
        updates.discriminatorOptimisers() == Updates.DiscriminatorOptimisers.PER_TARGET;
    require(
        !perTarget || updates.plan() == Updates.Plan.SEPARATE,
        "recipe.updates.discriminatorOptimisers",
        "expected one, because recipe.updates.plan is %s, not separate, found per-target"
            .formatted(Constant.text(updates.plan())));
  }

  private void checkBiasCorrection() {
    boolean adam =
        recipe.generator().optimiser() instanceof OptimiserSpec.Adam
            || recipe.discriminator().optimiser() instanceof OptimiserSpec.Adam;
    require(
        adam || recipe.updates().biasCorrection() == Updates.BiasCorrection.CONTINUED,
        "recipe.updates.biasCorrection",
        "expected continued, because neither optimiser is adam, which alone corrects a bias, found"
            + " per-turn");
  }

  private void checkSimultaneous() {
    if (!simultaneous()) {
      return;
    }
    Updates updates = recipe.updates();
    require(
        recipe.latent().generatorTurn() == ForGenerator.REUSE,
        "recipe.latent.generatorTurn",
        "expected reuse, %s, found fresh".formatted(SIMULTANEOUS));
    require(
        updates.discriminatorSteps() == 1,
        "recipe.updates.discriminatorSteps",
        "expected 1, %s, found %d".formatted(SIMULTANEOUS, updates.discriminatorSteps()));
    require(
        recipe.batch().perUpdate() == 0,
        "recipe.batch.perUpdate",
        "expected 0, %s, found %d".formatted(SIMULTANEOUS, recipe.batch().perUpdate()));
    require(
        updates.first() == Updates.First.DISCRIMINATOR,
        "recipe.updates.first",
        "expected discriminator, %s, found generator".formatted(SIMULTANEOUS));
    require(
        updates.generatorTurn() == Updates.Learns.GENERATOR,
        "recipe.updates.generatorTurn",
        "expected generator, %s, found both".formatted(SIMULTANEOUS));
    require(
        updates.generatedIn() == Updates.GeneratedIn.TRAINING,
        "recipe.updates.generatedIn",
        "expected training, %s, found inference".formatted(SIMULTANEOUS));
  }
}
