package io.sparkgan.config;

import java.io.Serializable;

/**
 * A judge and how it is trained: a classifier whose features and probabilities generated images are
 * scored by.
 *
 * @param name of the judge, as {@code mnist}
 * @param image shape of the images that it looks at
 * @param network from pixels to one logit a class; its last layer is a dense one
 * @param batch images in a worker's mini-batch
 * @param workers that train side by side
 * @param localSteps mini-batches that each of them takes before they are averaged
 * @param epochs how often all of them together see the data set
 * @param shift most pixels that an image is moved by, up or down and left or right, when it is
 *     trained on
 * @param seed the only source of randomness
 */
public record JudgeSpec(
    String name,
    Shape image,
    NetworkSpec network,
    int batch,
    int workers,
    int localSteps,
    int epochs,
    int shift,
    long seed)
    implements Serializable {

  /** Classes that it tells apart. */
  public int classes() {
    return network.output(image).size();
  }

  /** Rounds of local steps that make all workers together see the images so often. */
  public int rounds(long images) {
    double perRound = (double) workers * localSteps * batch;
    return (int) Math.ceil(epochs * images / perRound);
  }
}
