package io.sparkgan.nn;

/**
 * A layer that makes something of its parameters at the start of a forward pass, and need not do so
 * again while they stay the same. It cannot see whether they do.
 */
public interface KeepsParameters {
  /** Until the end of the next forward pass parameters are what they were in the last. */
  void parametersStay();
}
