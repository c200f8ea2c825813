package io.sparkgan.nn.tensor;

import java.util.stream.Stream;

/** Work on tensors that were fixed when it was made. */
@FunctionalInterface
public interface Pass {
  /** No work. */
  Pass NOTHING = () -> {};

  /** Does it once. */
  void run();

  /** The tensors it holds; one may come more than once. */
  default Stream<Tensor> tensors() {
    return Stream.empty();
  }

  /** This, then another. */
  default Pass then(Pass next) {
    return new Sequence(this, next);
  }

  /** Two passes as one. */
  record Sequence(Pass first, Pass second) implements Pass {
    @Override
    public void run() {
      first.run();
      second.run();
    }

    @Override
    public Stream<Tensor> tensors() {
      return Stream.concat(first.tensors(), second.tensors());
    }
  }
}
