package io.sparkgan.job;

import io.sparkgan.data.IdxWriter;
import io.sparkgan.data.LabelledImages;
import io.sparkgan.data.Mnist;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;

/** The first few hundred of MNIST in IDX files, for the shipped judge, and perceptrons for them. */
final class TinyDigits {
  /** Golden runs were trained on these; with others they could not go on. */
  static final int TRAINING = 400;

  static final int TEST = 500;
  private static final int SIZE = 28;

  private static final String CONF =
      """
      recipe {
        latent.size = 4
        generator.layers = [
          { type = dense, units = 784 }
          { type = tanh }
          { type = reshape, height = 28, width = 28, channels = 1 }
        ]
        discriminator.layers = [
          { type = flatten }
          { type = dense, units = 4 }
          { type = leaky-relu, slope = 0.2 }
          { type = dense, units = 1 }
        ]
      }
      training { localSteps = 5, rounds = 4, workers = 2 }
      samples { count = 9, columns = 3 }
      evaluation { judge = mnist, protocols = [n500], every = 2 }
      """;

  private TinyDigits() {}

  /** A folder with training and test images. */
  static Path images(Path folder) {
    try (LabelledImages training = Mnist.train();
        LabelledImages test = Mnist.test()) {
      Files.createDirectories(folder);
      copy(training, folder.resolve(Mnist.TRAIN_IMAGES), TRAINING);
      copy(test, folder.resolve(Mnist.TEST_IMAGES), TEST);
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A file for {@code --conf}, on top of keras-mlp. */
  static Path conf(Path file) {
    try {
      return Files.writeString(file, CONF);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A file of random pixels. */
  static Path noise(Path file, int count, int height, int width) {
    try (OutputStream out = Files.newOutputStream(file);
        IdxWriter writer = IdxWriter.open(out, count, height, width)) {
      SplittableRandom random = new SplittableRandom(1);
      byte[] pixels = new byte[height * width];
      for (int i = 0; i < count; i++) {
        random.nextBytes(pixels);
        writer.write(pixels);
      }
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void copy(LabelledImages images, Path file, int count) throws IOException {
    try (OutputStream out = Files.newOutputStream(file);
        IdxWriter writer = IdxWriter.open(out, count, SIZE, SIZE)) {
      for (int i = 0; i < count && images.advance(); i++) {
        writer.write(images.pixels());
      }
    }
  }
}
