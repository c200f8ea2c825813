package io.sparkgan.nn;

/**
 * What decides anew in each forward pass which values go through it: by chance or by their sign.
 * While it is held, passes repeat the last decision, so a network of such parts is the same
 * function of its input in each of them.
 */
public interface Repeatable {

  /** Forward passes repeat the last decision until {@link #release()}. */
  void hold();

  /** Every forward pass decides for itself again. */
  void release();
}
