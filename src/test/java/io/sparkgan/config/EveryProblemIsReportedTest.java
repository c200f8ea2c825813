package io.sparkgan.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** All that is wrong is reported together: key, place, expected and found. */
class EveryProblemIsReportedTest {
  private static final SettingsSources SOURCES = SettingsSources.recipe("tf-dcgan");

  @Test
  void allProblemsComeInOneMessage() {
    String conf =
        """
        training {
          localSteps = none
          round = 5
        }
        averaging.weights = shardsize
        recipe.pixels = 3
        recipe.discriminator.layers = [
          { type = flaten, x = 1 },
          { type = dense, bias = maybe }
        ]
        samples = 4
        """;
    assertThat(
            refused(
                    SOURCES
                        .withConf("my.conf", conf)
                        .withSets(List.of("checkpoint.keep=0", "data.uri=[]", "nonsense"))
                        .withOptions(Map.of("training.workers", "0")))
                .problems())
        .containsExactlyInAnyOrder(
            "--set: expected KEY=VALUE, found nonsense",
            "training.localSteps (my.conf: 2): expected a whole number from 1 to 2147483647,"
                + " found \"none\"",
            "training.round (my.conf: 3): unknown key; expected one of epochs, localSteps, rounds,"
                + " seed, workers; did you mean rounds?",
            "averaging.weights (my.conf: 5): expected one of shard-size, equal, found shardsize;"
                + " did you mean shard-size?",
            "recipe.pixels (my.conf: 6): expected one of unit, symmetric, found 3",
            "recipe.discriminator.layers[0].type (my.conf: 8): expected one of"
                + " average-pool, batch-norm, bilinear-resize, convolution, dense, dropout,"
                + " flatten, leaky-relu, relu, reshape, sigmoid, tanh, transposed-convolution,"
                + " upsample, found flaten; did you mean flatten?",
            "recipe.discriminator.layers[1].units (my.conf: 9): missing; expected a whole number"
                + " from 1 to 1048576",
            "recipe.discriminator.layers[1].bias (my.conf: 9): expected true or false, found"
                + " \"maybe\"",
            "samples (my.conf: 11): expected a section in { }, found 4",
            "checkpoint.keep (--set): expected a whole number from 1 to 2147483647, found 0",
            "data.uri (--set): expected mnist, a folder or a table, found []",
            "training.workers (command line): expected a whole number from 1 to 10000, found 0");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "training.workers=10001 | training.workers (--set): expected a whole number from 1 to 10000",
        "training.localSteps=0 | expected a whole number from 1",
        "training.localSteps=2.5 | expected a whole number from 1 to 2147483647, found 2.5",
        "training.rounds=-1 | expected a whole number from 0",
        "training.epochs=0 | expected a number above 0, found 0",
        "training.epochs=1e999 | expected a number above 0",
        "training.seed=9223372036854775808 | expected a whole number of 64 bits",
        "training.seed=null | missing; expected a whole number of 64 bits",
        "checkpoint.every=0 | expected a whole number from 1",
        "samples.every=0 | expected a whole number from 1",
        "samples.count=10001 | expected a whole number from 1 to 10000",
        "samples.columns=0 | expected a whole number from 1",
        "metrics.compactEvery=-1 | expected a whole number from 0",
        "metrics.compactEvery=1 | metrics.compactEvery (--set): expected 0 or at least 2, found 1",
        "training.=4 | expected a key such as training.rounds, found training.",
        "training.rouds=4 | training.rouds (--set): unknown key",
        "trainin.rounds=4 | trainin (--set): unknown key; expected one of averaging, checkpoint,",
        "recipe.name=a/b | expected a name of letters",
        "recipe.latent.size=0 | expected a whole number from 1",
        "recipe.generator.optimiser.rate=0 | expected a number above 0",
        "recipe.generator.optimiser.beta1=1 | expected a number from 0 up to, but not including, 1",
        "recipe.generator.optimiser.type=sgd | expected one of adam, rmsprop, found sgd",
        "recipe.generator.weights={type=normal,stddev=-1} | recipe.generator.weights.stddev (--set: 1): expected a number above 0",
        "recipe.objective=wasserstien | did you mean wasserstein?",
        "recipe.objective=nonsaturating | did you mean non-saturating?",
        "recipe.labels.smoothing=onesided | did you mean one-sided?",
        "recipe.labels.amount=0.5 | expected a number from 0 up to, but not including, 0.5",
        "recipe.labels.flip=-0.1 | expected a number from 0 up to, but not including, 0.5",
        "recipe.regularisation.gradientPenalty=r2 | did you mean r1?",
        "recipe.regularisation.spectralnorm=true | did you mean spectralNorm?",
        "recipe.regularisation.penaltyWeight=0 | expected a number above 0",
        "recipe.regularisation.weightClip=-1 | expected a number not below 0",
        "recipe.updates.plan=seperate | did you mean separate?",
        "recipe.updates.discriminatorStep=2 | did you mean discriminatorSteps?",
        "recipe.updates.discriminatorSteps=0 | expected a whole number from 1 to 1000",
        "recipe.updates.discriminatorWarmUp=-1 | expected a whole number from 0",
        "recipe.updates.counter=both | expected one of own, shared, found both",
        "recipe.packing=0 | expected a whole number from 1 to 64",
        "recipe.packings=2 | did you mean packing?",
        "recipe.conditional=yes | expected true or false",
        "recipe.classes=1 | expected a whole number from 2 to 255",
        "recipe.faithful=maybe | expected true or false",
        "recipe.latent.bank=-1 | expected a whole number from 0",
        "recipe.generator.optimiser.epsilonForm=papr | did you mean paper?",
        "recipe.generator.optimiser.schedule={type=cosin,last=0} | did you mean cosine?",
        "recipe.generator.optimiser.schedule={type=linear,last=0} | schedule.updates (--set): missing",
        "recipe.generator.optimiser.rho=0.9 | unknown key; expected one of beta1,",
        "recipe.discriminator.biases={type=glorot-uniform} | expected one of normal, truncated-normal, zero",
        "ema.decay=1 | expected a number from 0 up to, but not including, 1",
        "compute.backend=mkldnn | expected one of auto, onednn, dl4j, found mkldnn",
        "compute.backend=null | compute.backend (--set): missing; expected one of auto, onednn, dl4j",
        "compute.precision=fp16 | expected one of auto, f32, bf16, found fp16",
        "recipe.bf16=1 | expected true or false",
        "evaluation.patience=-1 | expected a whole number from 0",
        "evaluation.protocols=[] | expected a list of one or more of batch32, n500, n10000, each once",
        "evaluation.best=fid | expected one of mnist-score, frechet-distance,",
        "data.heldOut=-1 | expected a whole number from 0",
        "quirks.recipe.packing=2 | quirks (--set): unknown key",
        "spark.x.y=1 | ",
      })
  void eachKeyHasItsBounds(String set, String message) {
    if (message == null) {
      assertThat(SettingsReader.read(SOURCES.withSets(List.of(set))).spark()).hasSize(1);
    } else {
      assertThat(refused(SOURCES.withSets(List.of(set))).problems())
          .singleElement()
          .asString()
          .contains(message);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "recipe.pixels=unit | expected sigmoid at the end, because recipe.pixels is unit, found tanh",
        "recipe.batch.generator=65 | recipe.batch.generator (--set): expected 256, the same as",
        "recipe.latent.size=70000 | expected a whole number from 1 to 65536",
        "recipe.image.width=29 | expected layers from a vector of 100 to an image of 28x29x1, found"
            + " that they end in an image of 28x28x1",
      })
  void partsOfARecipeFitTogether(String set, String message) {
    assertThat(refused(SOURCES.withSets(List.of(set))).problems().get(0)).contains(message);
  }

  @Test
  void aPenaltyLooksAtAllImagesOfATurn() {
    assertThat(
            Refusal.problems(
                SettingsSources.recipe("numpy-mlp")
                    .withSets(
                        List.of(
                            "recipe.batch.perUpdate=32",
                            "recipe.regularisation.gradientPenalty=r1"))))
        .containsExactly(
            "recipe.batch.perUpdate (--set): expected 0, because there is a"
                + " recipe.regularisation.gradientPenalty, found 32");
  }

  @Test
  void aPenaltyNeedsADiscriminatorWithoutBatchNorm() {
    String conf =
        """
        recipe.regularisation.gradientPenalty = r1
        recipe.discriminator.layers = [
          { type = flatten }
          { type = batch-norm, momentum = 0.9, epsilon = 1e-5 }
          { type = dense, units = 1 }
        ]
        """;
    assertThat(Refusal.problems(SettingsSources.recipe("numpy-mlp").withConf("my.conf", conf)))
        .containsExactly(
            "recipe.discriminator.layers (my.conf: 2): expected no batch-norm, because"
                + " recipe.regularisation.gradientPenalty is a penalty on each image's own"
                + " gradient, found one");
  }

  @Test
  void dl4jHasNoBf16() {
    assertThat(
            Refusal.problems(
                SOURCES.withSets(List.of("compute.backend=dl4j", "compute.precision=bf16"))))
        .containsExactly(
            "compute.precision (--set): expected f32 or auto, as compute.backend is dl4j, whose"
                + " layers compute in f32, found bf16");
  }

  @Test
  void patienceNeedsAJudge() {
    assertThat(
            Refusal.problems(
                SOURCES.withSets(List.of("evaluation.judge=none", "evaluation.patience=3"))))
        .containsExactly(
            "evaluation.patience (--set): expected 0, as evaluation.judge is none and no round has"
                + " a score, found 3");
  }

  @ParameterizedTest
  @ValueSource(strings = {"r1", "one-centred"})
  void gradientPenaltiesDoNotGoWithBf16(String penalty) {
    assertThat(
            Refusal.problems(
                SOURCES.withSets(
                    List.of(
                        "recipe.regularisation.gradientPenalty=" + penalty,
                        "compute.precision=bf16"))))
        .containsExactly(
            "compute.precision (--set): expected f32 or auto, because"
                + " recipe.regularisation.gradientPenalty is "
                + penalty
                + ", a difference too small for bf16, found bf16");
  }

  @Test
  void whatWouldHaveNoEffectIsRefused() {
    assertThat(
            Refusal.problems(
                SettingsSources.recipe("rmsprop-dcgan")
                    .withSets(
                        List.of(
                            "recipe.updates.biasCorrection=per-turn",
                            "recipe.labels={smoothing=one-sided,amount=0}"))))
        .containsExactlyInAnyOrder(
            "recipe.updates.biasCorrection (--set): expected continued, because neither optimiser"
                + " is adam, which alone corrects a bias, found per-turn",
            "recipe.labels.amount (--set: 1): expected above 0, because recipe.labels.smoothing is"
                + " one-sided, found 0");
  }

  @Test
  void aGridOfAllClassesHasABound() {
    assertThat(
            Refusal.problems(
                SettingsSources.defaults()
                    .withSets(List.of("recipe.conditional=true", "samples.columns=2000"))))
        .containsExactly(
            "samples.columns (--set): expected at most 1000, as a grid of 10 classes takes at most"
                + " 10000 images, found 2000");
  }

  @Test
  void aRunThatWasStoppedInItsWarmUpCanBeRead() {
    Configuration run = SettingsReader.read(SettingsSources.defaults());
    String stopped =
        run.json().replace("\"discriminatorWarmUp\" : 0", "\"discriminatorWarmUp\" : 9999");

    assertThat(
            SettingsReader.fromJson(stopped, "run.json")
                .settings()
                .recipe()
                .updates()
                .discriminatorWarmUp())
        .isEqualTo(9999);
  }

  @Test
  void aRunIsLongerThanItsWarmUp() {
    assertThat(
            Refusal.problems(
                SettingsSources.defaults()
                    .withSets(
                        List.of(
                            "recipe.updates.discriminatorWarmUp=200",
                            "training={rounds=4,localSteps=50}"))))
        .containsExactly(
            "recipe.updates.discriminatorWarmUp (--set): expected less than the 200 steps that the"
                + " run may have (4 rounds of 50 local steps), found 200: the generator would never"
                + " learn");
  }

  @Test
  void methodsFitTogether() {
    assertThat(
            Refusal.problems(
                SettingsSources.recipe("keras-mlp")
                    .withSets(
                        List.of(
                            "recipe.objective=wasserstein",
                            "recipe.labels.smoothing=noisy",
                            "recipe.labels.flip=0.1",
                            "recipe.regularisation.weightClip=0",
                            "recipe.packing=3",
                            "recipe.batch.perUpdate=8",
                            "recipe.latent.generatorTurn=reuse",
                            "recipe.latent.bank=3",
                            "training.workers=4"))))
        .containsExactlyInAnyOrder(
            "recipe.labels: expected smoothing none and flip 0, because recipe.objective is"
                + " wasserstein, which has no targets, found smoothing noisy and flip 0.1",
            "recipe.regularisation: expected weightClip above 0, spectralNorm or a"
                + " gradientPenalty, because recipe.objective is wasserstein, which needs a"
                + " discriminator of bounded slope, found none of them",
            "recipe.batch.real (conf/recipes/keras-mlp.conf: 13): expected a multiple of"
                + " recipe.packing, which is 3, found 16",
            "recipe.batch.generated (conf/recipes/keras-mlp.conf: 13): expected a multiple of"
                + " recipe.packing, which is 3, found 16",
            "recipe.batch.generator (conf/recipes/keras-mlp.conf: 13): expected a multiple of"
                + " recipe.packing, which is 3, found 32",
            "recipe.batch.generator (conf/recipes/keras-mlp.conf: 13): expected 16, the same as"
                + " recipe.batch.generated, because recipe.latent.generatorTurn is reuse, found 32",
            "recipe.batch.perUpdate (--set): expected a multiple of recipe.packing, which is 3,"
                + " found 8",
            "recipe.latent.bank (--set): expected 0 or at least training.workers, which is 4,"
                + " found 3");
  }

  @Test
  void clippingUndoesSpectralNorm() {
    assertThat(
            Refusal.problems(
                SOURCES.withSets(
                    List.of(
                        "recipe.regularisation.spectralNorm=true",
                        "recipe.regularisation.weightClip=0.01"))))
        .containsExactly(
            "recipe.regularisation.weightClip (--set): expected 0, because"
                + " recipe.regularisation.spectralNorm is true, found 0.01");
  }

  @Test
  void aPoolLargerThanItsImageIsNamed() {
    String conf =
        """
        recipe.discriminator.layers = [
          { type = average-pool, size = 29 }
          { type = flatten }
          { type = dense, units = 1 }
        ]
        """;
    assertThat(Refusal.problems(SOURCES.withConf("my.conf", conf)))
        .containsExactly(
            "recipe.discriminator.layers[0] (my.conf: 2): average-pool does not fit its input of"
                + " 28x28x1: a pool of 29 by 29 does not fit into 28x28x1");
  }

  @Test
  void aLayerThatDoesNotFitIsNamed() {
    String conf =
        """
        recipe.discriminator.layers = [
          { type = convolution, filters = 4, kernel = 40, stride = 1, padding = 0 }
          { type = flatten }
          { type = dense, units = 1 }
          { type = sigmoid }
        ]
        recipe.generator.layers = [
          { type = convolution, filters = 4, kernel = 5, stride = 1, padding = same }
          { type = tanh }
        ]
        """;
    assertThat(refused(SOURCES.withConf("my.conf", conf)).problems())
        .containsExactlyInAnyOrder(
            "recipe.discriminator.layers[0] (my.conf: 2): convolution does not fit its input of"
                + " 28x28x1: a kernel of 40 does not fit into 28 values padded by 0",
            "recipe.discriminator.layers (my.conf: 1): expected a logit at the end, as the sigmoid"
                + " is in the loss, found sigmoid",
            "recipe.generator.layers[0] (my.conf: 8): convolution does not fit its input of 100:"
                + " convolution needs an image, its input is a vector of 100; put reshape before it");
  }

  @Test
  void sizesCannotOverflow() {
    String conf =
        """
        recipe.generator.layers = [
          { type = dense, units = 1048576 }
          { type = reshape, height = 1024, width = 1024, channels = 1 }
          { type = transposed-convolution, filters = 1048576, kernel = 2, stride = 16, padding = 0 }
          { type = tanh }
        ]
        """;
    assertThat(refused(SOURCES.withConf("my.conf", conf)).problems())
        .singleElement()
        .asString()
        .contains("recipe.generator.layers[2] (my.conf: 4)", "More than");
  }

  private static UserInputException refused(SettingsSources sources) {
    return catchThrowableOfType(UserInputException.class, () -> SettingsReader.read(sources));
  }
}
