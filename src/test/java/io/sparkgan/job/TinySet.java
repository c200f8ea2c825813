package io.sparkgan.job;

import io.sparkgan.data.IdxWriter;
import io.sparkgan.data.Mnist;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/** 200 images of 8 x 8 in IDX files, and perceptrons that train on them in no time. */
final class TinySet {
  static final int IMAGES = 200;
  static final int SIZE = 8;

  /** Real images of one worker in one local step: keras-mlp's. */
  static final int BATCH = 16;

  static final int LOCAL_STEPS = 5;

  private static final String CONF =
      """
      recipe {
        image { height = 8, width = 8, channels = 1 }
        latent.size = 4
        generator.layers = [
          { type = dense, units = 16 }
          { type = leaky-relu, slope = 0.2 }
          { type = batch-norm, momentum = 0.8, epsilon = 1e-3 }
          { type = dense, units = 64 }
          { type = tanh }
          { type = reshape, height = 8, width = 8, channels = 1 }
        ]
        discriminator.layers = [
          { type = flatten }
          { type = dense, units = 16 }
          { type = leaky-relu, slope = 0.2 }
          { type = dense, units = 1 }
        ]
      }
      training { localSteps = 5, rounds = 2 }
      samples { count = 9, columns = 3 }
      """;

  private TinySet() {}

  /** A folder with a set of IDX files. */
  static Path images(Path folder) {
    try {
      Files.createDirectories(folder);
      try (OutputStream out = Files.newOutputStream(folder.resolve(Mnist.TRAIN_IMAGES));
          IdxWriter writer = IdxWriter.open(out, IMAGES, SIZE, SIZE)) {
        for (int i = 0; i < IMAGES; i++) {
          writer.write(image(i));
        }
      }
      ByteBuffer labels = ByteBuffer.allocate(8 + IMAGES).putInt(2049).putInt(IMAGES);
      for (int i = 0; i < IMAGES; i++) {
        labels.put((byte) (i % 10));
      }
      Files.write(folder.resolve(Mnist.TRAIN_LABELS), labels.array());
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A file for {@code --conf}, on top of keras-mlp. */
  static Path conf(Path folder) {
    try {
      return Files.writeString(folder.resolve("tiny.conf"), CONF);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A bright bar that wanders. */
  private static byte[] image(int index) {
    byte[] pixels = new byte[SIZE * SIZE];
    for (int row = 0; row < SIZE; row++) {
      pixels[row * SIZE + index % SIZE] = (byte) (200 + index % 50);
    }
    return pixels;
  }
}
