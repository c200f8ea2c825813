package io.sparkgan.spark;

import java.io.Serializable;

/**
 * What an executor found out about itself.
 *
 * @param java major version of its Java
 * @param threads value of its environment variable OMP_NUM_THREADS; empty if it has none
 * @param nd4j why ND4J does not load; empty if it does
 * @param oneDnn version and instruction set of oneDNN; empty if it has no binary there
 * @param bf16 whether its processor computes bf16 natively
 * @param nativeBytes that it may take outside the heap
 * @param heapBytes largest size of its heap
 * @param hostBytes memory of its machine or container
 */
record ExecutorReport(
    String executor,
    String host,
    int java,
    String threads,
    String nd4j,
    String oneDnn,
    boolean bf16,
    long nativeBytes,
    long heapBytes,
    long hostBytes)
    implements Serializable {

  /** The executor as a user finds it on the pages of Spark. */
  String name() {
    return "executor %s on %s".formatted(executor, host);
  }
}
