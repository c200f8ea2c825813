package io.sparkgan.config;

import io.sparkgan.config.Loss.Labels;
import io.sparkgan.config.Loss.Objective;
import io.sparkgan.config.Loss.Regularisation;
import io.sparkgan.config.Loss.Regularisation.GradientPenalty;
import io.sparkgan.config.Recipe.Latent.GeneratorTurn;
import java.util.List;

/**
 * Which methods of a recipe go together. A rule is left out if a key it needs has a problem of its
 * own.
 */
record MethodCheck(Recipe recipe, Problems problems) {
  private static final String SIMULTANEOUS = "because recipe.updates.plan is simultaneous";

  void run() {
    if (sound("recipe.latent.generatorTurn", "recipe.batch", "recipe.updates.generatedIn")) {
      checkLatents();
    }
    if (sound("recipe.packing", "recipe.batch")) {
      checkPacking();
    }
    if (sound("recipe.objective", "recipe.labels")) {
      checkLabels();
    }
    if (sound("recipe.objective", "recipe.regularisation")) {
      checkRegularisation();
    }
    if (sound(RecipeCheck.DISCRIMINATOR)) {
      checkPasses();
    }
    if (sound("recipe.updates", "recipe.latent", "recipe.batch")) {
      checkUpdates();
    }
  }

  private boolean sound(String... paths) {
    return List.of(paths).stream().allMatch(problems::noneAt);
  }

  private void require(boolean holds, String path, String expected) {
    if (!holds) {
      problems.add(path, expected);
    }
  }

  private void checkLatents() {
    Recipe.Batch batch = recipe.batch();
    boolean reuse = recipe.latent().generatorTurn() == GeneratorTurn.REUSE;
    require(
        !reuse || batch.generator() == batch.generated(),
        "recipe.batch.generator",
        ("expected %d, the same as recipe.batch.generated,"
                + " because recipe.latent.generatorTurn is reuse, found %d")
            .formatted(batch.generated(), batch.generator()));
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
        "expected smoothing none and flip 0, because recipe.objective is %s, which has no targets"
            .formatted(Cursor.name(recipe.loss().objective())));
  }

  private void checkRegularisation() {
    Regularisation regularisation = recipe.loss().regularisation();
    boolean bounded =
        regularisation.weightClip() > 0
            || regularisation.spectralNorm()
            || regularisation.gradientPenalty() != GradientPenalty.NONE;
    require(
        bounded || recipe.loss().objective() != Objective.WASSERSTEIN,
        "recipe.regularisation",
        "expected weightClip above 0, spectralNorm or a gradientPenalty, because recipe.objective"
            + " is wasserstein, which needs a discriminator of bounded slope; found none");
    require(
        regularisation.weightClip() == 0 || !regularisation.spectralNorm(),
        "recipe.regularisation.weightClip",
        "expected 0, because recipe.regularisation.spectralNorm is true, found "
            + regularisation.weightClip());
  }

  /** DL4J's batch norm forgets its forward pass after one backward pass, and mixes images. */
  private void checkPasses() {
    boolean batchNorm =
        recipe.discriminator().layers().stream().anyMatch(LayerSpec.BatchNorm.class::isInstance);
    require(
        !batchNorm || !sound("recipe.updates.plan") || !simultaneous(),
        RecipeCheck.DISCRIMINATOR,
        "expected no batch-norm, %s, which takes two backward passes of one forward pass, found one"
            .formatted(SIMULTANEOUS));
    boolean penalty =
        sound("recipe.regularisation")
            && recipe.loss().regularisation().gradientPenalty() != GradientPenalty.NONE;
    require(
        !batchNorm || !penalty,
        RecipeCheck.DISCRIMINATOR,
        "expected no batch-norm, because recipe.regularisation.gradientPenalty is a penalty on each"
            + " image's own gradient, found one");
  }

  private boolean simultaneous() {
    return recipe.updates().plan() == Updates.Plan.SIMULTANEOUS;
  }

  private void checkUpdates() {
    Updates updates = recipe.updates();
    if (simultaneous()) {
      checkSimultaneous(updates);
    }
    boolean perTarget =
        updates.discriminatorOptimisers() == Updates.DiscriminatorOptimisers.PER_TARGET;
    require(
        !perTarget || updates.plan() == Updates.Plan.SEPARATE,
        "recipe.updates.discriminatorOptimisers",
        "expected one, because recipe.updates.plan is not separate, found per-target");
  }

  private void checkSimultaneous(Updates updates) {
    require(
        recipe.latent().generatorTurn() == GeneratorTurn.REUSE,
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
        updates.generatorTurn() == Updates.GeneratorTurn.GENERATOR,
        "recipe.updates.generatorTurn",
        "expected generator, %s, found both".formatted(SIMULTANEOUS));
    require(
        updates.generatedIn() == Updates.GeneratedIn.TRAINING,
        "recipe.updates.generatedIn",
        "expected training, %s, found inference".formatted(SIMULTANEOUS));
  }
}
