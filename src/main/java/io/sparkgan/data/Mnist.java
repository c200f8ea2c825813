package io.sparkgan.data;

import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * The embedded MNIST: 60,000 training and 10,000 test images of handwritten digits, 28 x 28, with
 * labels 0 to 9. Each file's SHA-256 is checked when it is opened; a damaged or missing one is an
 * {@link UncheckedIOException} that names it.
 */
public final class Mnist {
  /** File of the training images; in a folder, {@code .gz} may follow. */
  public static final String TRAIN_IMAGES = "train-images-idx3-ubyte";

  /** File of the training labels; in a folder, {@code .gz} may follow. */
  public static final String TRAIN_LABELS = "train-labels-idx1-ubyte";

  /** File of the test images; in a folder, {@code .gz} may follow. */
  public static final String TEST_IMAGES = "t10k-images-idx3-ubyte";

  /** File of the test labels; in a folder, {@code .gz} may follow. */
  public static final String TEST_LABELS = "t10k-labels-idx1-ubyte";

  private Mnist() {}

  /** Opens the 60,000 training images. */
  public static LabelledImages train() {
    return open(
        embedded(TRAIN_IMAGES, "0b367032e93c5d0cea0925647cfdb18614af8ee15f83e6f2fc2ad904a6835971"),
        embedded(TRAIN_LABELS, "1787548bbe0bff1ec2ecdc0ef292b02df999e2d1a6002d27500982c652b17203"));
  }

  /** Opens the 10,000 test images. */
  public static LabelledImages test() {
    return open(
        embedded(TEST_IMAGES, "1a1a05eab793c14bb050b398624a11b0ffd1a2953baed553b1b9bd079e2a20be"),
        embedded(TEST_LABELS, "b91679a0acfe4ba0e50a2437a903084cba1f5f92592b016a25a7dfd00455798b"));
  }

  private static EmbeddedFile embedded(String name, String sha256) {
    return new EmbeddedFile("mnist/" + name + ".gz", sha256);
  }

  private static LabelledImages open(EmbeddedFile images, EmbeddedFile labels) {
    try {
      return LabelledImages.of(
          IdxImages.open(images.open(), images.name()),
          IdxLabels.open(labels.open(), labels.name()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
