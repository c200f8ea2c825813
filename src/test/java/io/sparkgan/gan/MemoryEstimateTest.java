package io.sparkgan.gan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sparkgan.TinyRecipes;
import io.sparkgan.config.Compute;
import io.sparkgan.config.Compute.Backend;
import io.sparkgan.config.Compute.Precision;
import io.sparkgan.config.Recipe;
import io.sparkgan.config.SeedSequence;
import io.sparkgan.config.SettingsReader;
import io.sparkgan.config.SettingsSources;
import io.sparkgan.nn.OneDnn;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a dry run announces is compared with what real steps take. */
final class MemoryEstimateTest {
  private static final SeedSequence SEEDS = new SeedSequence(1);

  /** With narrow registers oneDNN takes more weights as they are, and copies fewer. */
  private static final double MOST = OneDnn.computesBf16() ? 2 : 2.5;

  @ParameterizedTest
  @CsvSource({
    "quick-dcgan, DL4J, F32",
    "tf-dcgan, DL4J, F32",
    "keras-mlp, DL4J, F32",
    "numpy-mlp, DL4J, F32",
    "oreilly-cnn, DL4J, F32",
    "quick-dcgan, ONEDNN, F32",
    "tf-dcgan, ONEDNN, F32",
    "keras-mlp, ONEDNN, F32",
    "numpy-mlp, ONEDNN, F32",
    "oreilly-cnn, ONEDNN, F32",
    "rmsprop-dcgan, ONEDNN, F32",
    "quick-dcgan, ONEDNN, BF16",
    "tf-dcgan, ONEDNN, BF16",
    "keras-mlp, ONEDNN, BF16",
    "numpy-mlp, ONEDNN, BF16",
    "oreilly-cnn, ONEDNN, BF16",
    "rmsprop-dcgan, ONEDNN, BF16"
  })
  void coversWhatStepsTakeWithoutBeingTwiceAsLarge(
      String name, Backend backend, Precision precision) {
    assumeTrue(precision == Precision.F32 || OneDnn.computesBf16());
    check(recipe(name), new Compute(backend, precision));
  }

  @ParameterizedTest
  @CsvSource({
    "oreilly-cnn, regularisation.gradientPenalty=one-centred",
    "quick-dcgan, regularisation.spectralNorm=true",
    "oreilly-cnn, 'regularisation.gradientPenalty=one-centred,batch.generated=8'",
    "quick-dcgan, updates.discriminatorSteps=3",
    "quick-dcgan, updates.plan=simultaneous",
    "quick-dcgan, batch.perUpdate=8",
    "quick-dcgan, packing=2"
  })
  void coversMethodsToo(String name, String setting) {
    check(
        recipe(name, "recipe={%s}".formatted(setting)), new Compute(Backend.ONEDNN, Precision.F32));
  }

  @Test
  void whatIsLeftToChooseCountsAsWhatTakesMost() {
    Recipe recipe = recipe("tf-dcgan");
    long f32 = bytes(recipe, new Compute(Backend.ONEDNN, Precision.F32));
    long bf16 = bytes(recipe, new Compute(Backend.ONEDNN, Precision.BF16));

    assertThat(bf16).isLessThan(f32);
    assertThat(bytes(recipe, new Compute(Backend.ONEDNN, Precision.AUTO))).isEqualTo(f32);
    assertThat(bytes(recipe, new Compute(Backend.AUTO, Precision.AUTO)))
        .isGreaterThanOrEqualTo(f32)
        .isGreaterThanOrEqualTo(bytes(recipe, Compute.PORTABLE));
  }

  /** With so many images more of its layers are computed by spectra. */
  @Test
  void coversLargerBatchesToo() {
    check(
        SettingsReader.read(
                SettingsSources.recipe("tf-dcgan")
                    .withSets(
                        List.of(
                            "recipe.batch.real=64",
                            "recipe.batch.generated=64",
                            "recipe.batch.generator=64")))
            .settings()
            .recipe(),
        new Compute(Backend.ONEDNN, Precision.F32));
  }

  private static void check(Recipe recipe, Compute compute) {
    LocalTrainer trainer = new LocalTrainer(recipe, compute);
    LocalResult result =
        trainer.train(
            new LocalTask(
                1,
                0,
                1,
                1,
                SEEDS,
                InitialState.of(recipe, SEEDS),
                TinyRecipes.shard(recipe, 100, 1)));

    assertThat((double) bytes(recipe, compute) / result.nativeBytes())
        .as("estimated by used, %s", compute)
        .isBetween(1.0, MOST);
  }

  private static long bytes(Recipe recipe, Compute compute) {
    return MemoryEstimate.of(recipe, compute, 1).workerNativeBytes();
  }

  private static Recipe recipe(String name, String... settings) {
    List<String> sets = new ArrayList<>();
    for (String batch : List.of("real", "generated", "generator")) {
      sets.add("recipe.batch.%s=16".formatted(batch));
    }
    sets.addAll(List.of(settings));
    return SettingsReader.read(SettingsSources.recipe(name).withSets(sets)).settings().recipe();
  }
}
