package io.sparkgan.spark;

import java.util.Optional;

/**
 * A worker's memory ran out. As an error this would end the worker's process, with its reason deep
 * in a log; as an exception it reaches the user.
 */
public final class OutOfMemoryException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Says which memory it was and what helps. */
  public OutOfMemoryException(OutOfMemoryError error) {
    super(message(Optional.ofNullable(error.getMessage()).orElse("no memory")));
    // As a cause Spark would find the error, and end the process after all.
    setStackTrace(error.getStackTrace());
  }

  private static String message(String what) {
    // JavaCPP speaks of totalBytes and physicalBytes, the JVM of its heap.
    return what.contains("Bytes")
        ? "Native memory ran out: %s; take fewer workers at a time (--master local[N], spark.executor.cores) or smaller batches, or raise the bound: -Dorg.bytedeco.javacpp.maxbytes=8g in JAVA_TOOL_OPTIONS, or in spark.executor.extraJavaOptions on a cluster"
            .formatted(what)
        : "Memory of the JVM ran out: %s; give it more (SPARKGAN_HEAP=6g, spark.executor.memory), or take fewer workers at a time or smaller batches"
            .formatted(what);
  }
}
