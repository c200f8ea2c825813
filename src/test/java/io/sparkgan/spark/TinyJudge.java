package io.sparkgan.spark;

import io.sparkgan.TinyRecipes;
import io.sparkgan.config.LayerSpec.Activation;
import io.sparkgan.config.LayerSpec.Dense;
import io.sparkgan.config.LayerSpec.Flatten;
import io.sparkgan.config.NetworkSpec;
import io.sparkgan.config.SeedSequence;
import io.sparkgan.config.SeedSequence.Purpose;
import io.sparkgan.config.Shape;
import io.sparkgan.config.WeightInit;
import io.sparkgan.data.IdxWriter;
import io.sparkgan.evaluation.JudgeModel;
import io.sparkgan.gan.FeedForward;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** A judge of images of 4 x 4 that nobody trained, and images for it. */
final class TinyJudge {
  static final int SIZE = 4;
  static final int IMAGE = SIZE * SIZE;

  private TinyJudge() {}

  /** Random weights to 8 features and 10 classes. */
  static JudgeModel model() {
    NetworkSpec network =
        new NetworkSpec(
            List.of(
                new Flatten(),
                new Dense(8, true),
                new Activation(Activation.Function.TANH),
                new Dense(10, true)),
            new WeightInit.Normal(.3),
            new WeightInit.Zero(),
            TinyRecipes.adam(.01, .5, .999, 1e-8));
    Shape image = Shape.image(1, SIZE, SIZE);
    return new JudgeModel(
        "tiny",
        image,
        network,
        FeedForward.initialParameters(
            network, image, new SeedSequence(1).stream(Purpose.JUDGE_WEIGHTS, 0, 0)));
  }

  /** Images of random pixels, each of its own; the same seed makes the same ones. */
  static byte[] pixels(int images, long seed) {
    byte[] pixels = new byte[images * IMAGE];
    new SplittableRandom(seed).nextBytes(pixels);
    return pixels;
  }

  /** An IDX file with images of such pixels. */
  static Path write(Path file, byte[] pixels) {
    try (OutputStream out = Files.newOutputStream(file);
        IdxWriter writer = IdxWriter.open(out, pixels.length / IMAGE, SIZE, SIZE)) {
      for (int from = 0; from < pixels.length; from += IMAGE) {
        writer.write(Arrays.copyOfRange(pixels, from, from + IMAGE));
      }
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
