package io.sparkgan.job;

import io.sparkgan.config.Compute;
import io.sparkgan.config.Recipe;
import io.sparkgan.gan.MemoryEstimate;

/**
 * The bound on the memory that a process takes outside the Java heap. JavaCPP guards it: it
 * compares the process's resident memory with this and the largest heap together. By itself it
 * takes the size of the heap, which says nothing of networks.
 */
record NativeMemory(long bytes) {
  private static final String PROPERTY = "org.bytedeco.javacpp.maxbytes";

  /** What is above a sound estimate is a leak. */
  private static final long MARGIN = 2;

  private static final long LEAST = 2L << 30;

  /** What a process needs that has so many workers at a time, and a margin. */
  static NativeMemory of(Recipe recipe, Compute compute, int workers) {
    long worker = MemoryEstimate.of(recipe, compute, 0).workerNativeBytes();
    return new NativeMemory(Math.max(LEAST, MARGIN * workers * worker));
  }

  /** Bounds this process, unless its user did; must come before anything native is loaded. */
  void bound() {
    if (System.getProperty(PROPERTY) == null) {
      System.setProperty(PROPERTY, Long.toString(bytes));
    }
  }

  /** What bounds another process that is started with it. */
  String javaOption() {
    return "-D%s=%d".formatted(PROPERTY, bytes);
  }
}
