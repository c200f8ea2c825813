package io.sparkgan.data;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A large data set: MNIST's training images again and again, each time moved another way, in IDX
 * files. Image i is always the same, however many there are. As a program it takes a folder and a
 * count.
 */
public final class ShiftedDigits {
  private static final int SIZE = 28;
  private static final int MOVES = 10;

  private ShiftedDigits() {}

  /** Writes the two files. */
  public static void main(String[] arguments) throws IOException {
    write(Path.of(arguments[0]), Integer.parseInt(arguments[1]));
  }

  /** Writes the two files of so many images into a folder. */
  public static void write(Path folder, int count) throws IOException {
    List<byte[]> digits = new ArrayList<>();
    List<Integer> labels = new ArrayList<>();
    try (LabelledImages mnist = Mnist.train()) {
      while (mnist.advance()) {
        digits.add(mnist.pixels().clone());
        labels.add(mnist.label());
      }
    }
    Files.createDirectories(folder);
    try (OutputStream out = stream(folder.resolve(Mnist.TRAIN_IMAGES));
        IdxWriter writer = IdxWriter.open(out, count, SIZE, SIZE)) {
      for (int i = 0; i < count; i++) {
        int copy = i / digits.size();
        byte[] digit = digits.get(i % digits.size());
        writer.write(moved(digit, copy % MOVES - MOVES / 2, copy / MOVES - MOVES / 2));
      }
    }
    try (OutputStream out = stream(folder.resolve(Mnist.TRAIN_LABELS))) {
      out.write(ByteBuffer.allocate(8).putInt(2049).putInt(count).array());
      for (int i = 0; i < count; i++) {
        out.write(labels.get(i % labels.size()));
      }
    }
  }

  private static byte[] moved(byte[] digit, int down, int right) {
    byte[] moved = new byte[digit.length];
    for (int row = 0; row < SIZE; row++) {
      for (int column = 0; column < SIZE; column++) {
        int from = Math.floorMod(row - down, SIZE) * SIZE + Math.floorMod(column - right, SIZE);
        moved[row * SIZE + column] = digit[from];
      }
    }
    return moved;
  }

  private static OutputStream stream(Path file) throws IOException {
    return new BufferedOutputStream(Files.newOutputStream(file), 1 << 20);
  }
}
