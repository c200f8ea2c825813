package io.sparkgan.spark;

import io.sparkgan.config.UserInputException;
import io.sparkgan.training.DivergedException;
import java.util.function.Supplier;

/** Finds out what a task meant to say: Spark wraps whatever a task throws. */
final class TaskErrors {
  private TaskErrors() {}

  /** Does a task's work so that it can say which memory ran out. */
  static <T> T withinMemory(Supplier<T> work) {
    try {
      return work.get();
    } catch (OutOfMemoryError e) {
      throw new OutOfMemoryException(e);
    }
  }

  /** Runs a Spark action and throws a task's own complaint instead of Spark's report of it. */
  static <T> T unwrapped(Supplier<T> action) {
    try {
      return action.get();
    } catch (Exception e) {
      // SparkException is a checked one that Scala throws undeclared.
      for (Throwable cause = e; cause != null; cause = cause.getCause()) {
        if (cause instanceof UserInputException
            || cause instanceof DivergedException
            || cause instanceof OutOfMemoryException) {
          throw (RuntimeException) cause;
        }
      }
      throw e;
    }
  }
}
