package io.sparkgan.job;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/** How long the cells of a sweep still take, at the pace of images so far; for one thread. */
final class ImagePace {
  private final LongSupplier nanos;
  private final long begun;
  private final Map<Integer, Long> left = new HashMap<>();
  private long trained;

  /**
   * A pace that begins now.
   *
   * @param nanos the time
   */
  ImagePace(LongSupplier nanos) {
    this.nanos = nanos;
    this.begun = nanos.getAsLong();
  }

  /** Says how many images are left of a cell, by its number. */
  void left(int cell, long images) {
    left.put(cell, images);
  }

  /** Some images have been trained on. */
  void trained(long images) {
    trained += images;
  }

  /** The time so far and the rest. */
  String text() {
    Duration elapsed = Duration.ofNanos(nanos.getAsLong() - begun);
    long images = left.values().stream().mapToLong(Long::longValue).sum();
    double rest = elapsed.toMillis() * (images / (double) Math.max(1, trained));
    return "%s elapsed, %s left"
        .formatted(
            ConsoleProgress.clock(elapsed), ConsoleProgress.clock(Duration.ofMillis((long) rest)));
  }
}
