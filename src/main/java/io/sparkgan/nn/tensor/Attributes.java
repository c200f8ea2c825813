package io.sparkgan.nn.tensor;

import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.post_ops;
import org.bytedeco.dnnl.primitive_attr;

/**
 * How a primitive runs: always with memory given to it, so that any thread may run it, and with the
 * same bits each time; and what it does with its result before that goes to memory.
 */
public final class Attributes {
  private final post_ops after = new post_ops();

  /** The result passes through a function. */
  public Attributes then(dnnl.algorithm function, double alpha) {
    after.append_eltwise(function, (float) alpha, 0);
    return this;
  }

  /** The result is multiplied, value by value, by a tensor that comes as an argument. */
  public Attributes thenMultiply(memory.desc factors) {
    after.append_binary(dnnl.algorithm.binary_mul, factors);
    return this;
  }

  /** For oneDNN. */
  public primitive_attr dnnl() {
    primitive_attr attributes = new primitive_attr();
    attributes.set_scratchpad_mode(dnnl.scratchpad_mode.user);
    attributes.set_deterministic(true);
    attributes.set_post_ops(after);
    return attributes;
  }
}
