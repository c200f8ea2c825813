package io.sparkgan.nn;

/** A part of a network with a random stream of its own. */
public interface Seeded {
  /** Starts the stream anew. */
  void seed(long seed);
}
