package io.sparkgan.nn;

/**
 * A layer that keeps native memory from pass to pass, and in it what it made of its parameters at
 * the start of a forward pass. That is good while they stay the same, but it cannot see whether
 * they do.
 */
public interface KeepsMemory {
  /** Until the end of the next forward pass parameters are what they were in the last. */
  void parametersStay();

  /** How much it keeps in bytes, without parameters and gradients, which are the network's. */
  long bytes();
}
