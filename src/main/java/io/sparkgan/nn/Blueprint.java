package io.sparkgan.nn;

import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/** How the operations of one layer are made; all of them share parameters and random stream. */
interface Blueprint {
  /**
   * The layer's operation for batches of one size.
   *
   * @param parameters views by DL4J's keys; empty for layers without any
   * @param gradients the same of the gradient
   */
  Operation operation(int count, Map<String, INDArray> parameters, Map<String, INDArray> gradients);

  /** The parameters may have changed. */
  default void renew() {}

  /** Starts the random stream anew, if there is one. */
  default void seed(long seed) {}
}
