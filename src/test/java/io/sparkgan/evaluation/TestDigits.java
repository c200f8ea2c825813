package io.sparkgan.evaluation;

import io.sparkgan.data.LabelledImages;
import io.sparkgan.data.Mnist;
import java.io.IOException;

/**
 * The first of MNIST's test images.
 *
 * @param pixels grey values, image after image
 */
record TestDigits(byte[] pixels, int[] labels) {
  private static final int SIZE = 28 * 28;

  static TestDigits first(int count) throws IOException {
    byte[] pixels = new byte[count * SIZE];
    int[] labels = new int[count];
    try (LabelledImages images = Mnist.test()) {
      for (int i = 0; i < count && images.advance(); i++) {
        System.arraycopy(images.pixels(), 0, pixels, i * SIZE, SIZE);
        labels[i] = images.label();
      }
    }
    return new TestDigits(pixels, labels);
  }

  int count() {
    return labels.length;
  }

  /** The share that is taken for what it is. */
  double accuracy(Appraisal appraisal) {
    int right = 0;
    for (int i = 0; i < count(); i++) {
      right += predicted(appraisal, i) == labels[i] ? 1 : 0;
    }
    return (double) right / count();
  }

  static int predicted(Appraisal appraisal, int image) {
    int classes = appraisal.probabilities().length / appraisal.count();
    int best = 0;
    for (int i = 1; i < classes; i++) {
      if (appraisal.probabilities()[image * classes + i]
          > appraisal.probabilities()[image * classes + best]) {
        best = i;
      }
    }
    return best;
  }
}
