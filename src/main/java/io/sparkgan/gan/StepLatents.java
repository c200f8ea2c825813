package io.sparkgan.gan;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The noise of one local step, [batch, latent size] each.
 *
 * @param discriminatorTurn what the discriminator's generated images are made of
 * @param generatorTurn what the generator's are made of; the same array where the recipe reuses it
 */
record StepLatents(INDArray discriminatorTurn, INDArray generatorTurn) {
  boolean reused() {
    return discriminatorTurn == generatorTurn;
  }
}
