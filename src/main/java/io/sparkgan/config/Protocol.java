package io.sparkgan.config;

/**
 * How many images a score is taken of, and how. A score says nothing without it: perfect images of
 * random digits have an MNIST score of 8.59 on average if 32 are scored together, 9.91 if 500 are.
 */
public enum Protocol {
  /**
   * 4,000 images in batches of 32; what is no mean over images is the mean over its batches, as in
   * TF-GAN's MNIST notebook.
   */
  BATCH32(4_000, 32),
  /** 500 images at once. */
  N500(500, 500),
  /** 10,000 images at once. */
  N10000(10_000, 10_000);

  private final int samples;
  private final int batch;

  Protocol(int samples, int batch) {
    this.samples = samples;
    this.batch = batch;
  }

  /** Images that are made. */
  public int samples() {
    return samples;
  }

  /** Images that are scored together; divides {@link #samples()}. */
  public int batch() {
    return batch;
  }

  /** What settings, options and tables call it, as {@code n10000}. */
  public String text() {
    return Constant.text(this);
  }
}
