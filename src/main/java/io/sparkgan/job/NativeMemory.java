package io.sparkgan.job;

import io.sparkgan.config.Settings;
import io.sparkgan.gan.MemoryEstimate;
import java.util.List;
import java.util.OptionalInt;

/**
 * The bound on the memory that a process takes outside the Java heap. JavaCPP guards it: it
 * compares the process's resident memory with this and the largest heap together. By itself it
 * takes the size of the heap, which says nothing of networks.
 */
record NativeMemory(long bytes) {
  private static final String PROPERTY = "org.bytedeco.javacpp.maxbytes";

  /** What is above a sound estimate is a leak. */
  private static final long MARGIN = 2;

  /** Executors keep networks of a few kinds; a run needs at least two. */
  private static final long RECIPES_KEPT = 4;

  private static final long LEAST = 2L << 30;

  /**
   * Of a process that trains: a worker's networks for each task, and no more than there are
   * workers; and if rounds are evaluated, those that make images for each task.
   *
   * @param slots tasks at a time; empty if nobody knows
   */
  static NativeMemory training(Settings settings, OptionalInt slots) {
    int workers = settings.training().workers().orElse(1);
    int tasks = slots.orElse(workers);
    boolean judged = !settings.evaluation().judge().equals(Settings.Evaluation.NONE);
    return of(settings, Math.min(workers, tasks) + (judged ? tasks : 0));
  }

  /**
   * Of a process that trains several runs, one after another or side by side: networks of the
   * recipes that are not needed any more are kept for a while.
   *
   * @param slots tasks at a time; empty if nobody knows
   * @param sideBySide runs at a time
   */
  static NativeMemory training(List<Settings> runs, OptionalInt slots, int sideBySide) {
    long largest = runs.stream().mapToLong(run -> training(run, slots).bytes()).max().orElse(LEAST);
    long recipes = runs.stream().map(Settings::recipe).distinct().count();
    long kept = Math.min(recipes, RECIPES_KEPT);
    return new NativeMemory(largest * (slots.isEmpty() ? Math.max(kept, sideBySide) : kept));
  }

  /**
   * Of a process that makes images: networks for each task, whatever the number of workers was. If
   * nobody knows how many there are, machines are taken to be like this one.
   *
   * @param slots tasks at a time; empty if nobody knows
   */
  static NativeMemory generating(Settings settings, OptionalInt slots) {
    return of(settings, slots.orElseGet(() -> Runtime.getRuntime().availableProcessors()));
  }

  /** Of a process that trains a judge, which is small. */
  static NativeMemory judging() {
    return new NativeMemory(LEAST);
  }

  private static NativeMemory of(Settings settings, int tasks) {
    long networks = MemoryEstimate.of(settings.recipe(), settings.compute(), 0).workerNativeBytes();
    return new NativeMemory(Math.max(LEAST, MARGIN * tasks * networks));
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
