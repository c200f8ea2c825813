package io.sparkgan.gan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sparkgan.Computes;
import io.sparkgan.TinyRecipes;
import io.sparkgan.config.Compute;
import io.sparkgan.config.Recipe;
import io.sparkgan.config.SeedSequence;
import io.sparkgan.config.SeedSequence.Purpose;
import io.sparkgan.data.Shard;
import io.sparkgan.data.ShardBuilder;
import io.sparkgan.gan.Samples.Sample;
import io.sparkgan.state.GanState;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whole training on images that are easy to judge: all pixels of one are nearly alike. A generator
 * begins at grey 128 and must find the grey of the data.
 */
final class EveryMethodLearnsIT {
  private static final int COUNT = 64;
  private static final int DARK = 60;
  private static final int BRIGHT = 200;
  private static final SeedSequence SEEDS = new SeedSequence(4);

  private static final List<String> PENALISED =
      List.of(
          "recipe={objective=wasserstein,regularisation.gradientPenalty=one-centred}",
          "recipe.regularisation={gradientPenalty=r1,penaltyWeight=0.1}");

  private static final List<String> OTHERS =
      List.of(
          "recipe.objective=non-saturating",
          "recipe.objective=minimax",
          "recipe.objective=least-squares",
          "recipe={objective=wasserstein,updates.discriminatorSteps=3,regularisation.weightClip=0.3}",
          "recipe.objective=hinge",
          "recipe.regularisation.spectralNorm=true",
          "recipe.labels={smoothing=two-sided,amount=0.2}",
          "recipe.labels={smoothing=noisy,flip=0.05}",
          "recipe.packing=2",
          "recipe.updates.plan=separate",
          "recipe.updates={plan=separate,discriminatorOptimisers=per-target}",
          "recipe.batch.perUpdate=2",
          "recipe.updates={generatorTurn=both,counter=shared,biasCorrection=per-turn}",
          "recipe={updates={first=generator,generatedIn=inference},latent.bank=64}",
          "recipe={updates.plan=simultaneous,latent.generatorTurn=reuse}");

  /** DL4J's own layers are slow: two methods show that they learn, too. */
  static Stream<Arguments> methods() {
    return Stream.of(
            arguments(Stream.of(Computes.USUAL), PENALISED),
            arguments(Computes.fast(), OTHERS),
            arguments(Stream.of(Compute.PORTABLE), OTHERS.subList(0, 1)),
            arguments(Stream.of(Compute.PORTABLE), PENALISED.subList(0, 1)))
        .flatMap(it -> it);
  }

  private static Stream<Arguments> arguments(Stream<Compute> computes, List<String> methods) {
    return computes.flatMap(
        compute -> methods.stream().map(method -> Arguments.of(compute, method)));
  }

  @ParameterizedTest
  @MethodSource("methods")
  void theGreyOfTheData(Compute compute, String method) {
    Recipe recipe = TinyRecipes.configured(rates(method));
    GanState trained = train(compute, recipe, shard(recipe, 0, BRIGHT, BRIGHT));

    List<Sample> images = generate(compute, recipe, trained, new int[0]);

    assertThat(images.stream().mapToDouble(EveryMethodLearnsIT::grey).average().orElseThrow())
        .isCloseTo(BRIGHT, within(35.0));
  }

  static Stream<Arguments> packs() {
    return Computes.fast()
        .flatMap(compute -> IntStream.of(1, 2).mapToObj(size -> Arguments.of(compute, size)));
  }

  @ParameterizedTest
  @MethodSource("packs")
  void aConditionalGeneratorMakesWhatItIsAskedFor(Compute compute, int packing) {
    Recipe recipe =
        TinyRecipes.configured(
            rates("recipe={conditional=true,classes=2,packing=%d}".formatted(packing)));
    GanState trained = train(compute, recipe, shard(recipe, 1, DARK, BRIGHT));
    int[] classes = new int[ImageGenerator.BATCH];
    Arrays.setAll(classes, i -> i % 2);

    List<Sample> images = generate(compute, recipe, trained, classes);

    long right =
        images.stream()
            .filter(image -> grey(image) > (DARK + BRIGHT) / 2.0 == (image.label() == 1))
            .count();
    assertThat(right).isGreaterThanOrEqualTo(Math.round(.95 * images.size()));
  }

  @ParameterizedTest
  @MethodSource("io.sparkgan.Computes#fast")
  void warmUpLeavesTheGeneratorAsItWas(Compute compute) {
    Recipe recipe = TinyRecipes.configured("recipe.updates.discriminatorWarmUp=1000");
    GanState start = InitialState.of(recipe, SEEDS);
    GanState trained = train(compute, recipe, shard(recipe, 0, BRIGHT, BRIGHT));

    assertThat(trained.values("generator/parameters"))
        .isEqualTo(start.values("generator/parameters"));
    assertThat(trained.values("discriminator/parameters"))
        .isNotEqualTo(start.values("discriminator/parameters"));
  }

  @ParameterizedTest
  @MethodSource("io.sparkgan.Computes#here")
  void whereBothLearnFromOnePassWarmUpIsNothingToTheDiscriminator(Compute compute) {
    GanState usual = afterOneStep(compute, 0);
    GanState warm = afterOneStep(compute, 1);

    assertThat(warm.values("discriminator/parameters"))
        .isEqualTo(usual.values("discriminator/parameters"));
    assertThat(warm.values("generator/parameters"))
        .isNotEqualTo(usual.values("generator/parameters"));
  }

  private static GanState afterOneStep(Compute compute, int warmUp) {
    Recipe recipe =
        TinyRecipes.configured(
            "recipe.updates={plan=simultaneous,discriminatorWarmUp=%d}".formatted(warmUp),
            "recipe.latent.generatorTurn=reuse");
    Shard shard = shard(recipe, 0, BRIGHT, BRIGHT);
    return new LocalTrainer(recipe, compute)
        .train(new LocalTask(1, 0, 1, 1, SEEDS, InitialState.of(recipe, SEEDS), shard))
        .state();
  }

  private static String[] rates(String method) {
    return new String[] {
      "recipe.generator.optimiser.rate=5e-3", "recipe.discriminator.optimiser.rate=5e-3", method
    };
  }

  /** Images of one grey or, where there are classes, of one for each of two. */
  private static Shard shard(Recipe recipe, int classes, int first, int second) {
    SplittableRandom random = new SplittableRandom(2);
    ShardBuilder builder = new ShardBuilder(COUNT, recipe.image().size());
    for (int i = 0; i < COUNT; i++) {
      int label = classes == 0 ? 0 : i % 2;
      byte[] pixels = new byte[recipe.image().size()];
      for (int p = 0; p < pixels.length; p++) {
        pixels[p] = (byte) ((label == 0 ? first : second) + random.nextInt(-15, 16));
      }
      builder.put(i, pixels, label);
    }
    return Shard.of(builder.finish());
  }

  /** Five rounds of one worker. */
  private static GanState train(Compute compute, Recipe recipe, Shard shard) {
    LocalTrainer trainer = new LocalTrainer(recipe, compute);
    GanState state = InitialState.of(recipe, SEEDS);
    for (int round = 1; round <= 5; round++) {
      LocalResult result = trainer.train(new LocalTask(round, 0, 1, 80, SEEDS, state, shard));
      assertThat(result.divergence()).isEmpty();
      state = result.state();
    }
    return state;
  }

  private static List<Sample> generate(
      Compute compute, Recipe recipe, GanState state, int[] classes) {
    ImageGenerator generator = new ImageGenerator(recipe, compute);
    generator.load(state);
    float[] latents =
        Latents.draw(recipe.latent(), ImageGenerator.BATCH, SEEDS.stream(Purpose.GENERATION, 0, 0));
    return generator.generate(latents, classes).images();
  }

  private static double grey(Sample image) {
    double sum = 0;
    for (byte pixel : image.pixels()) {
      sum += pixel & 0xff;
    }
    return sum / image.pixels().length;
  }
}
