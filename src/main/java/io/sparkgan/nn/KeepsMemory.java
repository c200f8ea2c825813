package io.sparkgan.nn;

/** A layer with native memory that it keeps from pass to pass. */
public interface KeepsMemory {
  /** How much in bytes, without parameters and gradients, which are the network's. */
  long bytes();
}
