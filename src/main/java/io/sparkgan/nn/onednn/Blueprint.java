package io.sparkgan.nn.onednn;

/** How the operations of one layer are made; all of them share parameters and dropout's stream. */
@FunctionalInterface
interface Blueprint {
  /**
   * The layer's operation for batches of one size.
   *
   * @param parameters none for layers without any
   * @param gradients the same; read in backward passes only
   */
  Operation operation(int count, DropoutMask dropout, Views parameters, Views gradients);

  /** The parameters may have changed. */
  default void renew() {}
}
