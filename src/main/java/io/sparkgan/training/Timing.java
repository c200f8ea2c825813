package io.sparkgan.training;

/**
 * How long training took.
 *
 * @param images real images of all workers, each counted once a local step
 * @param seconds wall time
 */
public record Timing(long images, double seconds) {
  public double imagesPerSecond() {
    return images / seconds;
  }
}
