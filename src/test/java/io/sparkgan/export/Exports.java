package io.sparkgan.export;

import io.sparkgan.config.Recipe;
import io.sparkgan.config.SeedSequence;
import io.sparkgan.config.SettingsReader;
import io.sparkgan.config.SettingsSources;
import io.sparkgan.export.TrainedNetwork.Role;
import io.sparkgan.gan.InitialState;
import io.sparkgan.gan.OwnInference;
import io.sparkgan.state.GanState;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;

/** Networks to export, with inputs, and what they make of them by themselves. */
final class Exports {
  /** Sizes that do not divide each other, and layers where no recipe has them. */
  private static final String ODD_GENERATOR =
      """
      recipe.generator.layers = [
        { type = dense, units = 50, bias = false }
        { type = batch-norm, momentum = 0.9, epsilon = 1e-5, statistics = batch }
        { type = reshape, height = 5, width = 5, channels = 2 }
        { type = bilinear-resize, height = 11, width = 9 }
        { type = upsample, factor = 3 }
        { type = convolution, filters = 3, kernel = 4, stride = 3, padding = 2, bias = true }
        { type = bilinear-resize, height = 14, width = 7 }
        { type = transposed-convolution, filters = 2, kernel = 3, stride = 2, padding = 0, bias = true }
        { type = bilinear-resize, height = 28, width = 28 }
        { type = transposed-convolution, filters = 1, kernel = 2, stride = 1, padding = same, bias = true }
        { type = tanh }
      ]
      """;

  private static final String ODD_DISCRIMINATOR =
      """
      recipe.discriminator.layers = [
        { type = average-pool, size = 3 }
        { type = upsample, factor = 3 }
        { type = convolution, filters = 3, kernel = 4, stride = 3, padding = same, bias = true }
        { type = sigmoid }
        { type = flatten }
        { type = batch-norm, momentum = 0.9, epsilon = 1e-5, scale = false }
        { type = dense, units = 1, bias = true }
      ]
      """;

  private Exports() {}

  /** Every recipe, told of classes and not, and what else changes what a network sees. */
  static Stream<Recipe> recipes() {
    Stream<Recipe> builtIn =
        SettingsReader.recipeNames().stream()
            .flatMap(
                name ->
                    Stream.of(true, false).map(told -> recipe(name, "recipe.conditional=" + told)));
    return Stream.concat(
        builtIn,
        Stream.of(
            recipe("quick-dcgan", "recipe.packing=2"),
            recipe("keras-mlp", "recipe.packing=2"),
            recipe("keras-mlp", "recipe.packing=2", "recipe.conditional=true"),
            recipe("tf-dcgan", "recipe.regularisation.spectralNorm=true"),
            recipe("keras-mlp", ODD_GENERATOR, ODD_DISCRIMINATOR)));
  }

  static Recipe recipe(String name, String... sets) {
    return SettingsReader.read(SettingsSources.recipe(name).withSets(List.of(sets)))
        .settings()
        .recipe();
  }

  /** A state that no parameter of is as it begins: not a bias, not a running mean. */
  static GanState state(Recipe recipe) {
    return state(recipe, .03);
  }

  /**
   * The same of parameters that are larger or smaller.
   *
   * @param most that any differs from what it began as
   */
  static GanState state(Recipe recipe, double most) {
    GanState initial = InitialState.of(recipe, new SeedSequence(1));
    SplittableRandom random = new SplittableRandom(2);
    List<float[]> shaken = new ArrayList<>();
    for (int i = 0; i < initial.layout().sections().size(); i++) {
      float[] values = initial.values(i).clone();
      for (int at = 0; at < values.length; at++) {
        values[at] += (float) random.nextDouble(-most, most);
      }
      shaken.add(values);
    }
    return new GanState(initial.layout(), shaken, 0, 0);
  }

  /** 1e-4, or less where all values are small. */
  static Offset<Float> nearly(float[] values) {
    float largest = 0;
    for (float value : values) {
      largest = Math.max(largest, Math.abs(value));
    }
    return Offset.offset(1e-4f * Math.min(1, largest));
  }

  /** The bytes of a file. */
  static byte[] file(ModelFormat format, TrainedNetwork network) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      format.translate(network, Map.of("round", "3", "run", "digits")).writeTo(out);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return out.toByteArray();
  }

  /**
   * What a network is given, and what it makes of it by itself.
   *
   * @param values latents or pixels, one example after another
   * @param classes of each; empty if the recipe is not conditional
   */
  record Example(Role role, Recipe recipe, int count, float[] values, int[] classes) {
    static Example of(Role role, Recipe recipe, int count) {
      SplittableRandom random = new SplittableRandom(count);
      int each = role == Role.GENERATOR ? recipe.latent().size() : recipe.image().size();
      float[] values = new float[count * each];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) random.nextDouble(-1, 1);
      }
      int[] classes =
          recipe.conditional()
              ? IntStream.range(0, count).map(i -> 3 * i % recipe.classes()).toArray()
              : new int[0];
      return new Example(role, recipe, count, values, classes);
    }

    float[] expected(GanState state) {
      OwnInference own = new OwnInference(recipe, state);
      return role == Role.GENERATOR ? own.images(values, classes) : own.logits(values, classes);
    }

    /** One row an image. */
    float[][] oneHot() {
      float[][] rows = new float[count][recipe.classes()];
      for (int i = 0; i < count; i++) {
        rows[i][classes[i]] = 1;
      }
      return rows;
    }
  }
}
