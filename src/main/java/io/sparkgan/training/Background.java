package io.sparkgan.training;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;

/**
 * A computation in a thread of its own. Whoever starts it calls {@link #result}, for the thread has
 * ended only then.
 */
final class Background<T> {
  private final FutureTask<T> task;
  private final Thread thread;

  private Background(String name, Supplier<T> computation) {
    this.task = new FutureTask<>(computation::get);
    this.thread = new Thread(task, name);
    // A process that gives up does not wait for it.
    thread.setDaemon(true);
  }

  static <T> Background<T> start(String name, Supplier<T> computation) {
    Background<T> background = new Background<>(name, computation);
    background.thread.start();
    return background;
  }

  /**
   * Waits as long as the computation takes, and fails as it failed. An interrupt is handed on to
   * the computation, whose end is waited for all the same.
   */
  T result() {
    boolean interrupted = join();
    try {
      return task.get();
    } catch (ExecutionException e) {
      throw Background.<RuntimeException>failure(e.getCause());
    } catch (InterruptedException e) {
      throw new IllegalStateException("A task that has ended cannot be waited for", e);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Whether there was an interrupt. */
  private boolean join() {
    boolean interrupted = false;
    while (true) {
      try {
        thread.join();
        return interrupted;
      } catch (InterruptedException e) {
        interrupted = true;
        thread.interrupt();
      }
    }
  }

  /** Thrown as it is: Spark throws checked exceptions that no signature tells of. */
  @SuppressWarnings("unchecked")
  private static <E extends Throwable> RuntimeException failure(Throwable cause) throws E {
    throw (E) cause;
  }
}
