package io.sparkgan.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.sparkgan.TinyRecipes;
import java.io.File;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** Whoever changes a default or a key must change it here too. */
class DefaultSettingsTest {

  @Test
  void everyDefaultIsAsDocumented() {
    Settings settings = SettingsReader.read(SettingsSources.defaults()).settings();
    assertThat(settings.recipe().name()).isEqualTo("quick-dcgan");
    assertThat(settings.data()).isEqualTo(new Settings.Data("mnist", 0, Partition.IID));
    assertThat(settings.training())
        .isEqualTo(new Settings.Training(OptionalInt.empty(), 100, 40, OptionalDouble.empty(), 1L));
    assertThat(settings.averaging())
        .isEqualTo(
            new Settings.Averaging(
                Settings.Averaging.Weights.SHARD_SIZE,
                Settings.Averaging.UpdaterState.AVERAGE,
                new Interval.Constant()));
    assertThat(settings.ema()).isEqualTo(new Settings.Ema(0.7, true));
    assertThat(settings.checkpoint()).isEqualTo(new Settings.Checkpoint(1, 2));
    assertThat(settings.samples()).isEqualTo(new Settings.Samples(1, 100, 10));
    assertThat(settings.metrics()).isEqualTo(new Settings.Metrics(100));
    assertThat(settings.evaluation())
        .isEqualTo(
            new Settings.Evaluation(
                10, List.of(Protocol.N10000), "auto", Score.FRECHET_DISTANCE, 0, false));
    assertThat(settings.compute())
        .isEqualTo(new Compute(Compute.Backend.AUTO, Compute.Precision.AUTO));
  }

  @Test
  void everyMethodButClassesIsOffByDefault() {
    Recipe recipe = SettingsReader.read(SettingsSources.defaults()).settings().recipe();
    assertThat(recipe.conditional()).isTrue();
    assertThat(recipe.packing()).isOne();
    assertThat(recipe.latent().bank()).isZero();
    assertThat(recipe.batch().perUpdate()).isZero();
    assertThat(recipe.updates()).isEqualTo(TinyRecipes.updates(recipe.updates().plan()));
    assertThat(recipe.loss())
        .isEqualTo(
            new Loss(
                Loss.Objective.NON_SATURATING,
                new Loss.Labels(Loss.Labels.Smoothing.NONE, 0.1, 0),
                new Loss.Regularisation(false, Loss.Regularisation.GradientPenalty.NONE, 10, 0)));
  }

  @Test
  void everyKeyIsInTheDefaultsOrInTheRecipe() {
    assertThat(keys("conf/defaults.conf"))
        .containsExactlyInAnyOrder(
            "data.uri",
            "data.heldOut",
            "data.partition",
            "recipe.faithful",
            "recipe.conditional",
            "recipe.classes",
            "recipe.packing",
            "recipe.bf16",
            "recipe.latent.bank",
            "recipe.batch.perUpdate",
            "recipe.objective",
            "recipe.labels.smoothing",
            "recipe.labels.amount",
            "recipe.labels.flip",
            "recipe.regularisation.spectralNorm",
            "recipe.regularisation.gradientPenalty",
            "recipe.regularisation.penaltyWeight",
            "recipe.updates.first",
            "recipe.updates.discriminatorSteps",
            "recipe.updates.discriminatorWarmUp",
            "recipe.updates.discriminatorOptimisers",
            "recipe.updates.generatorTurn",
            "recipe.updates.generatedIn",
            "recipe.updates.counter",
            "recipe.updates.biasCorrection",
            "ema.decay",
            "ema.samples",
            "training.localSteps",
            "training.rounds",
            "training.seed",
            "compute.backend",
            "compute.precision",
            "averaging.weights",
            "averaging.updaterState",
            "averaging.interval.type",
            "checkpoint.every",
            "checkpoint.keep",
            "evaluation.judge",
            "evaluation.every",
            "evaluation.protocols",
            "evaluation.best",
            "evaluation.patience",
            "evaluation.concurrent",
            "samples.every",
            "samples.count",
            "samples.columns",
            "metrics.compactEvery");
    assertThat(parse("conf/defaults.conf").getObject("recipe.regularisation").keySet())
        .containsExactlyInAnyOrder(
            "spectralNorm", "gradientPenalty", "penaltyWeight", "weightClip");
    assertThat(parse("conf/defaults.conf").getObject("training").keySet())
        .containsExactlyInAnyOrder("workers", "localSteps", "rounds", "epochs", "seed");
    assertThat(keys("conf/recipes/quick-dcgan.conf"))
        .containsExactlyInAnyOrder(
            "recipe.name",
            "recipe.description",
            "recipe.source",
            "recipe.image.height",
            "recipe.image.width",
            "recipe.image.channels",
            "recipe.conditional",
            "recipe.pixels",
            "recipe.bf16",
            "recipe.latent.size",
            "recipe.latent.distribution",
            "recipe.latent.generatorTurn",
            "recipe.batch.real",
            "recipe.batch.generated",
            "recipe.batch.generator",
            "recipe.batch.drawing",
            "recipe.updates.plan",
            "recipe.generator.weights.type",
            "recipe.generator.weights.stddev",
            "recipe.generator.optimiser.type",
            "recipe.generator.optimiser.rate",
            "recipe.generator.optimiser.beta1",
            "recipe.generator.optimiser.beta2",
            "recipe.generator.optimiser.epsilon",
            "recipe.generator.layers",
            "recipe.discriminator.weights.type",
            "recipe.discriminator.weights.stddev",
            "recipe.discriminator.optimiser.type",
            "recipe.discriminator.optimiser.rate",
            "recipe.discriminator.optimiser.beta1",
            "recipe.discriminator.optimiser.beta2",
            "recipe.discriminator.optimiser.epsilon",
            "recipe.discriminator.layers",
            "training.rounds",
            "ema.decay");
  }

  /** Without those that are null. */
  private static Iterable<String> keys(String file) {
    return parse(file).entrySet().stream().map(entry -> entry.getKey()).toList();
  }

  private static Config parse(String file) {
    return ConfigFactory.parseFile(new File(file));
  }
}
