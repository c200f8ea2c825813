package io.sparkgan.gan;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * What images are to be made of.
 *
 * @param latents [images, latent size]
 * @param classes the class asked for in each; empty for a recipe that is not conditional
 */
record Noise(INDArray latents, int[] classes) {

  int count() {
    return (int) latents.size(0);
  }

  Noise range(int from, int to) {
    if (from == 0 && to == count()) {
      return this;
    }
    return new Noise(Images.rows(latents, from, to), Images.classes(classes, from, to));
  }

  /** [n, classes], 1 at each class and 0 elsewhere. */
  static INDArray oneHot(int[] classes, int count) {
    double[][] rows = new double[classes.length][count];
    for (int i = 0; i < classes.length; i++) {
      rows[i][classes[i]] = 1;
    }
    return Nd4j.createFromArray(rows);
  }
}
