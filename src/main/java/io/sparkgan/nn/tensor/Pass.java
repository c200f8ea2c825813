package io.sparkgan.nn.tensor;

/** Work on tensors that were fixed when it was made. */
@FunctionalInterface
public interface Pass {
  /** No work. */
  Pass NOTHING = () -> {};

  /** Does it once. */
  void run();

  /** This, then another. */
  default Pass then(Pass next) {
    return () -> {
      run();
      next.run();
    };
  }
}
