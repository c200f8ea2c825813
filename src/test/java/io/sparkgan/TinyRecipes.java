package io.sparkgan;

import io.sparkgan.config.LayerSpec;
import io.sparkgan.config.LayerSpec.Activation;
import io.sparkgan.config.LayerSpec.Activation.Function;
import io.sparkgan.config.LayerSpec.BatchNorm;
import io.sparkgan.config.LayerSpec.Convolution;
import io.sparkgan.config.LayerSpec.Dense;
import io.sparkgan.config.LayerSpec.Dropout;
import io.sparkgan.config.LayerSpec.Flatten;
import io.sparkgan.config.LayerSpec.LeakyRelu;
import io.sparkgan.config.LayerSpec.Reshape;
import io.sparkgan.config.LayerSpec.TransposedConvolution;
import io.sparkgan.config.Loss;
import io.sparkgan.config.NetworkSpec;
import io.sparkgan.config.OptimiserSpec;
import io.sparkgan.config.Padding;
import io.sparkgan.config.Recipe;
import io.sparkgan.config.Recipe.Batch;
import io.sparkgan.config.Recipe.Batch.Drawing;
import io.sparkgan.config.Recipe.Latent;
import io.sparkgan.config.Recipe.Latent.Distribution;
import io.sparkgan.config.Recipe.Latent.ForGenerator;
import io.sparkgan.config.Recipe.PixelRange;
import io.sparkgan.config.Schedule;
import io.sparkgan.config.SettingsReader;
import io.sparkgan.config.SettingsSources;
import io.sparkgan.config.Shape;
import io.sparkgan.config.Updates;
import io.sparkgan.config.WeightInit;
import io.sparkgan.data.Shard;
import io.sparkgan.data.ShardBuilder;
import java.util.List;
import java.util.SplittableRandom;

/** GANs of a few units, and made-up images for them. */
public final class TinyRecipes {
  /** Cross-entropy and nothing besides. */
  private static final Loss PLAIN =
      new Loss(
          Loss.Objective.NON_SATURATING,
          new Loss.Labels(Loss.Labels.Smoothing.NONE, 0, 0),
          new Loss.Regularisation(false, Loss.Regularisation.GradientPenalty.NONE, 0, 0));

  private TinyRecipes() {}

  /** A plan without anything special. */
  public static Updates updates(Updates.Plan plan) {
    return new Updates(
        plan,
        Updates.First.DISCRIMINATOR,
        1,
        0,
        Updates.DiscriminatorOptimisers.ONE,
        Updates.Learns.GENERATOR,
        Updates.GeneratedIn.TRAINING,
        Updates.Counter.OWN,
        Updates.BiasCorrection.CONTINUED);
  }

  /** Two dense layers in each network: 3 latents to 5 units to 2 x 2 pixels, to 6 units to 1. */
  public static Recipe perceptrons(Updates.Plan plan, ForGenerator turn, OptimiserSpec optimiser) {
    return recipe(
        plan,
        turn,
        Shape.image(1, 2, 2),
        network(
            optimiser,
            new Dense(5, true),
            new LeakyRelu(.2),
            new Dense(4, true),
            new Activation(Function.TANH),
            new Reshape(2, 2, 1)),
        network(
            optimiser, new Flatten(), new Dense(6, true), new LeakyRelu(.2), new Dense(1, true)));
  }

  /** Batch norm in both networks, and dropout in the discriminator. Images are 4 x 4. */
  public static Recipe convolutional(Updates.Plan plan, ForGenerator turn) {
    return convolutional(plan, turn, adam(.01, .5, .999, 1e-8));
  }

  /** {@link #convolutional(Updates.Plan, ForGenerator)} with another optimiser. */
  public static Recipe convolutional(
      Updates.Plan plan, ForGenerator turn, OptimiserSpec optimiser) {
    return recipe(
        plan,
        turn,
        Shape.image(1, 4, 4),
        network(
            optimiser,
            new Dense(8, false),
            new Reshape(2, 2, 2),
            new BatchNorm(.9, 1e-5),
            new Activation(Function.RELU),
            new TransposedConvolution(1, 4, 2, new Padding.Zeros(1), true),
            new Activation(Function.TANH)),
        network(
            optimiser,
            new Convolution(3, 3, 2, new Padding.Same(), true),
            new BatchNorm(.9, 1e-5),
            new LeakyRelu(.2),
            new Dropout(.3),
            new Flatten(),
            new Dense(1, true)));
  }

  /**
   * A recipe as a user would write it: a dense layer of 3 latents to 4 x 4 pixels against a smooth
   * discriminator with dropout, with settings of one's own.
   *
   * @param sets {@code KEY=VALUE} each
   */
  public static Recipe configured(String... sets) {
    String tiny =
        """
        recipe {
          image { height = 4, width = 4 }
          conditional = false
          # Tests are to do the same on every processor.
          bf16 = false
          latent { size = 3, generatorTurn = fresh }
          batch { real = 4, generated = 4, generator = 4 }
          generator.layers = [
            { type = dense, units = 16 }, { type = tanh }, { type = reshape, height = 4, width = 4, channels = 1 }
          ]
          discriminator.layers = [
            { type = convolution, filters = 3, kernel = 3, stride = 2, padding = same }
            { type = tanh }
            { type = dropout, rate = 0.3 }
            { type = flatten }
            { type = dense, units = 5 }
            { type = tanh }
            { type = dense, units = 1 }
          ]
        }
        """;
    return SettingsReader.read(
            SettingsSources.defaults().withConf("tiny", tiny).withSets(List.of(sets)))
        .settings()
        .recipe();
  }

  /** The same networks, told of classes. */
  public static Recipe conditional(Recipe plain, int classes) {
    return new Recipe(
        plain.name(),
        plain.description(),
        plain.source(),
        plain.image(),
        plain.pixels(),
        classes,
        plain.packing(),
        plain.latent(),
        plain.batch(),
        plain.loss(),
        plain.updates(),
        plain.generator(),
        plain.discriminator(),
        plain.bf16());
  }

  /** Adam as Keras has it, at a constant rate. */
  public static OptimiserSpec.Adam adam(double rate, double beta1, double beta2, double epsilon) {
    return new OptimiserSpec.Adam(
        rate, beta1, beta2, epsilon, OptimiserSpec.Adam.EpsilonForm.HAT, new Schedule.Constant());
  }

  /** Images of random pixels; the same seed makes the same ones. */
  public static Shard shard(Recipe recipe, int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    ShardBuilder builder = new ShardBuilder(count, recipe.image().size());
    for (int i = 0; i < count; i++) {
      byte[] pixels = new byte[recipe.image().size()];
      random.nextBytes(pixels);
      builder.put(i, pixels, i % 10);
    }
    return Shard.of(builder.finish());
  }

  /** A step sees 4 real images; 3 generated ones and 5 in the generator's turn, if that is new. */
  private static Recipe recipe(
      Updates.Plan plan,
      ForGenerator turn,
      Shape image,
      NetworkSpec generator,
      NetworkSpec discriminator) {
    return new Recipe(
        "tiny",
        "For tests",
        "Made up",
        image,
        PixelRange.SYMMETRIC,
        0,
        1,
        new Latent(3, Distribution.NORMAL, turn, 0),
        new Batch(4, 3, turn == ForGenerator.REUSE ? 3 : 5, Drawing.SHUFFLED_PASSES, 0),
        PLAIN,
        updates(plan),
        generator,
        discriminator,
        false);
  }

  private static NetworkSpec network(OptimiserSpec optimiser, LayerSpec... layers) {
    return new NetworkSpec(
        List.of(layers), new WeightInit.Normal(.3), new WeightInit.Zero(), optimiser);
  }
}
